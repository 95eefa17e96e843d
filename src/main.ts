import { enableCompileCache } from 'node:module'

// Before anything large is loaded: with the cache a command answers in a third of the time.
enableCompileCache()
const [{ createCommandPorts }, { runCommandLine }] = await Promise.all([
  import('./command-ports.ts'),
  import('./cli/run-command-line.ts'),
])

// A closed pipe on the other side must not take the server down.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

const INTERRUPTED = 130
/** For what is still being written when all is done. */
const LEFTOVERS_MS = 5000

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())

const argv = process.argv.slice(2)
const ports = await createCommandPorts(process.env, stopping.signal)
const exitCode = await runCommandLine(argv.length === 0 ? ['serve'] : argv, ports)
// What was interrupted is left where it stands: its transactions are undone when the connection ends.
if (exitCode === INTERRUPTED) process.exit(exitCode)
process.exitCode = exitCode
// A start that failed half way may leave a thread or a connection behind, and while it hangs nobody starts it anew.
if (exitCode !== 0) setTimeout(() => process.exit(exitCode), LEFTOVERS_MS).unref()
