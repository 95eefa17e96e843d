// Runs on any Node from 14 on.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { compressConsole, measureConsole, overBudget } from './console-size.mjs'
import { runChild } from './run-child.mjs'

/** What the console is made of; a change in any of it makes the last build stale. */
const SOURCES = ['console', 'src/contract', 'src/domain', 'package-lock.json']

const STAMP = '.built-from'

/** Builds the console unless the last build was made of just these sources. An image that holds only the build has none. */
export async function buildConsoleIfStale(root, node) {
  if (!fs.existsSync(path.join(root, 'console', 'vite.config.ts'))) return
  const folder = path.join(root, 'dist', 'console')
  const stamp = path.join(folder, STAMP)
  const sources = hashOf(root)
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === sources) return
  console.log('> building the console')
  // Beside the last build, which servers and tests may be reading, and put in its place when it is whole.
  const fresh = `${folder}-${process.pid}`
  try {
    await runVite(root, node, viteBuild(root, fresh))
    await runVite(root, node, drawingBuild(root, fresh))
    compressConsole(fresh)
    for (const excess of overBudget(measureConsole(fresh))) console.warn(`> the console is too heavy: ${excess}`)
    fs.writeFileSync(path.join(fresh, STAMP), sources)
    replaceFolder(folder, fresh)
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true })
  }
}

/** For `npm run dev`: builds the console again after each change, until this process ends. */
export function watchConsole(root, node) {
  const folder = path.join(root, 'dist', 'console')
  const child = spawn(node, [...viteBuild(root, folder), '--watch'], { cwd: root, stdio: 'inherit' })
  process.on('exit', () => child.kill())
}

async function runVite(root, node, build) {
  // Under a test runner NODE_ENV is "test", and React would be built for debugging.
  const env = { ...process.env, NODE_ENV: 'production' }
  const code = await runChild(node, build, { cwd: root, env })
  if (code !== 0) throw new Error(`Building the console failed (exit code ${code}): see above.`)
}

function viteBuild(root, folder) {
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  return [vite, 'build', 'console', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn']
}

/** What the server draws the first page with, in a folder of the build that is never sent. */
function drawingBuild(root, folder) {
  return [...viteBuild(root, path.join(folder, 'server')), '--ssr', 'src/server.tsx']
}

function replaceFolder(folder, fresh) {
  const old = `${fresh}-old`
  if (fs.existsSync(folder)) fs.renameSync(folder, old)
  fs.renameSync(fresh, folder)
  fs.rmSync(old, { recursive: true, force: true })
}

function hashOf(root) {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const file of filesIn(path.join(root, source))) {
      hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file))
    }
  }
  return hash.digest('hex')
}

function filesIn(place) {
  if (!fs.existsSync(place)) return []
  if (fs.statSync(place).isFile()) return [place]
  const names = fs
    .readdirSync(place)
    .filter(name => name !== 'node_modules')
    .sort()
  return names.reduce((files, name) => files.concat(filesIn(path.join(place, name))), [])
}
