// Loaded before a program that scripts/run.mjs starts: should that be killed outright, it can pass on no signal, and the
// program would go on alone. So the program itself looks whether its parent is still there.
const PARENT_POLL_MS = 500

const parent = process.ppid
const timer = setInterval(() => {
  if (process.ppid === parent) return
  clearInterval(timer)
  process.kill(process.pid, 'SIGTERM')
}, PARENT_POLL_MS)
timer.unref()
