// `npm run test:clone`: clones what is committed here, starts it with `npm start` as somebody would who has just cloned, and
// drives the clients of API v2.0 against it, each file of tests against a server and a database of its own.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChild } from './lib/run-child.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(path.join(tmpdir(), 'fresh-clone-'))
const clone = path.join(folder, 'clone')

try {
  const cloned = spawnSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone], { stdio: 'inherit' })
  if (cloned.status !== 0) throw new Error('git could not clone this folder')
  // One after the other: the first `npm start` brings the packages, which may take minutes.
  const options = ['--maxWorkers=1', '--hookTimeout=600000', ...process.argv.slice(2)]
  process.exitCode = await runChild(process.execPath, ['scripts/test.mjs', 'test/clients', ...options], {
    cwd: ROOT,
    env: { ...process.env, CLIENTS_CLONE: clone },
  })
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
}
