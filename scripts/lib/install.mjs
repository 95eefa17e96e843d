// Runs on any Node from 14 on.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { withInstallLock } from './install-lock.mjs'
import { runChild } from './run-child.mjs'

const PROGRESS_MS = 5000
const NPM_CI = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']

/**
 * Brings node_modules in line with package-lock.json; does nothing when it already is. `needsDev` says whether packages
 * for development must be there: an image for production is installed without them.
 */
export async function ensureInstalled(root, { needsDev, say = console.log }) {
  if (isInstalled(root, needsDev)) return
  await withLockOrSentence(root, async () => {
    if (isInstalled(root, needsDev)) return
    await install(root, say)
    writeStamp(root, 'full')
  })
}

async function withLockOrSentence(root, work) {
  try {
    await withInstallLock(root, work)
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
    const says = `The packages must be installed and ${root} can't be written: run "npm ci" there as its owner.`
    throw new Error(says, { cause: error })
  }
}

function isInstalled(root, needsDev) {
  const stamp = read(stampFile(root))
  if (stamp === stampFor(root, 'full') || (!needsDev && stamp === stampFor(root, 'production'))) return true
  const extent = installedExtent(root)
  if (extent !== 'full' && (needsDev || extent !== 'production')) return false
  writeStamp(root, extent)
  return true
}

const stampFile = root => path.join(root, 'node_modules', '.installed')

/** Names the machine, too: node_modules that came along from another one has its programs. */
function stampFor(root, extent) {
  const lock = createHash('sha256').update(read(path.join(root, 'package-lock.json')))
  return `${lock.digest('hex')} ${process.platform}-${process.arch} ${extent}`
}

function writeStamp(root, extent) {
  try {
    fs.writeFileSync(stampFile(root), stampFor(root, extent))
  } catch (error) {
    // Read-only and right as it is: then it is compared anew each time, in some milliseconds.
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
  }
}

/** How much of the lockfile npm has installed here, by npm's own record; undefined when something is missing. */
function installedExtent(root) {
  const wanted = packagesOf(path.join(root, 'package-lock.json'))
  const present = packagesOf(path.join(root, 'node_modules', '.package-lock.json'))
  const missing = Object.keys(wanted).filter(name => {
    const { version, integrity } = present[name] || {}
    return isNeeded(name, wanted[name]) && (version !== wanted[name].version || integrity !== wanted[name].integrity)
  })
  if (missing.length === 0) return 'full'
  const isForDevelopment = name => (wanted[name].dev || wanted[name].devOptional) && !present[name]
  return missing.every(isForDevelopment) ? 'production' : undefined
}

/** Optional packages count only where they are made for just this kind of machine. */
function isNeeded(name, { optional, os, cpu, libc }) {
  if (name === '') return false
  if (!optional) return true
  return Boolean(os && cpu && !libc) && os.includes(process.platform) && cpu.includes(process.arch)
}

function packagesOf(file) {
  const text = read(file)
  return (text && JSON.parse(text).packages) || {}
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return ''
    throw error
  }
}

async function install(root, say) {
  say('> installing the packages (npm ci); this takes some ten seconds, once')
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  const progress = setInterval(() => say(`> still installing (${seconds()} s)`), PROGRESS_MS)
  const code = await runNpm(root).catch(error => error.code)
  clearInterval(progress)
  if (code !== 0) throw new Error(`Installing the packages failed (npm ci: ${code}). ${remedyFor(code)}`)
  say(`> installed in ${seconds()} s`)
}

function remedyFor(code) {
  if (code === 'ENOENT') return 'There is no npm beside this Node: install Node.js together with npm.'
  return "What npm says stands above; without a network, or behind a proxy, it can't reach its registry. Run the same command again when it can."
}

/** Its summary is dropped, for we say that ourselves; its complaints are shown. */
function runNpm(root) {
  const options = { cwd: root, stdio: ['inherit', 'ignore', 'inherit'] }
  const npm = npmProgram()
  if (npm) return runChild(process.execPath, [npm, ...NPM_CI], options)
  return runChild('npm', NPM_CI, { ...options, shell: process.platform === 'win32' })
}

/** The npm that started us, or the one that belongs to this Node. Another package manager may have set the variable, too. */
function npmProgram() {
  const beside = path.join(path.dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  const candidates = [process.env.npm_execpath || '', beside]
  return candidates.find(file => file.endsWith('npm-cli.js') && fs.existsSync(file))
}
