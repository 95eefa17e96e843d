// `npm run screenshots`: makes docs/images/*.png anew, from a server with sample data in a real browser.
import { fileURLToPath } from 'node:url'
import { runChild } from './lib/run-child.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const env = { ...process.env, MAKE_IMAGES: '1' }
const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'images', ...process.argv.slice(2)]

process.exitCode = await runChild(process.execPath, args, { cwd: ROOT, env })
