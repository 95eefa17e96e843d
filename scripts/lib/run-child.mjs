// Runs on any Node from 14 on.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'

const PARENT_POLL_MS = 500
const SHELL = /^(sh|ash|dash|bash|zsh|busybox)$/

/**
 * Runs a program with our terminal and answers with its exit code. It ends with us: our signals are its signals, and when
 * npm, which started us, is gone, it is told to end. (SIGTERM to `npm start` would otherwise leave the server running.)
 */
export function runChild(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    const stopForwarding = forwardSignals(child)
    const stopWatching = watchStarters(() => child.kill('SIGTERM'))
    const settle = () => {
      stopForwarding()
      stopWatching()
    }
    child.on(
      'error',
      /** @param {Error} error */ error => {
        settle()
        reject(error)
      },
    )
    child.on('exit', (code, signal) => {
      settle()
      resolve(signal ? 128 + os.constants.signals[signal] : code)
    })
  })
}

function forwardSignals(child) {
  const handlers = {
    SIGTERM: () => child.kill('SIGTERM'),
    SIGHUP: () => child.kill('SIGHUP'),
    // From a keyboard it reaches the whole process group, the child included; twice could mean "at once, do not drain".
    SIGINT: () => process.stdin.isTTY || child.kill('SIGINT'),
  }
  for (const signal of Object.keys(handlers)) process.on(signal, handlers[signal])
  return () => {
    for (const signal of Object.keys(handlers)) process.removeListener(signal, handlers[signal])
  }
}

/** Only under npm: whoever starts us in the background by hand and leaves wants the server to stay. */
function watchStarters(onGone) {
  if (!process.env.npm_lifecycle_event) return () => {}
  const starters = String(startersOf())
  const timer = setInterval(() => {
    if (String(startersOf()) === starters) return
    clearInterval(timer)
    onGone()
  }, PARENT_POLL_MS)
  return () => clearInterval(timer)
}

/** Our parent and, where npm put a shell between that stayed, the shell's parent too. */
function startersOf() {
  const parent = process.ppid
  const { name, parentId } = describeProcess(parent)
  return SHELL.test(name) ? [parent, parentId] : [parent]
}

function describeProcess(pid) {
  try {
    const [, name, parentId] = /^\d+ \((.*)\) \S (\d+)/s.exec(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))
    return { name, parentId: Number(parentId) }
  } catch {
    return { name: '', parentId: 0 }
  }
}
