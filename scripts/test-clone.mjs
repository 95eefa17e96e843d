// `npm run test:clone`: clones what is committed here, starts it with `npm start` as somebody would who has just cloned, and
// drives the clients of API v2.0 against it, each file of tests against a server and a database of its own.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { runChild } from './lib/run-child.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(path.join(tmpdir(), 'fresh-clone-'))
const clone = path.join(folder, 'clone')

try {
  const cloned = spawnSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone], { stdio: 'inherit' })
  if (cloned.status !== 0) throw new Error('git could not clone this folder')
  const startedMs = performance.now()
  await startOnce(clone)
  console.log(`npm start of a fresh clone: ${Math.round((performance.now() - startedMs) / 1000)} s until it is ready`)
  // One after the other: each file has an `npm start` of its own.
  const options = ['--maxWorkers=1', ...process.argv.slice(2)]
  process.exitCode = await runChild(process.execPath, ['scripts/test.mjs', 'test/clients', ...options], {
    cwd: ROOT,
    env: { ...process.env, CLIENTS_CLONE: clone },
  })
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
}

/** The first `npm start` brings the packages, which may take minutes: longer than a test may. */
async function startOnce(cwd) {
  const env = { ...process.env, PORT: '0', DATA_DIR: path.join(folder, 'first-data') }
  const child = spawn('npm', ['start'], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const ended = once(child, 'exit')
  // What comes after it is the address at which the first admin is made: nothing for a log.
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('is ready')) break
  if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
  process.kill(-Number(child.pid), 'SIGTERM')
  await ended
}
