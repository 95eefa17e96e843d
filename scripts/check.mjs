// `npm run check`: everything that can be said of the code without a database, at most two jobs at a time.
// One line per job as it ends; what failed is printed whole, after the last of them. `--fix` formats first.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SIDE_BY_SIDE = 2

/** One thread costs 3 s of CPU where several cost 9, and the other jobs want the cores as well; a second run takes 1 s. */
const TYPES = ['--noEmit', '--singleThreaded', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/tsbuildinfo']
const CONSOLE_TYPES = [...TYPES.slice(0, -1), 'node_modules/.cache/tsbuildinfo-console']

/** The longest jobs come first, so that they do not end alone. Bins are named by path: node_modules/.bin may hold another tsc. */
const JOBS = [
  {
    name: 'unit',
    says: 'unit and guard tests',
    run: ['vitest/vitest.mjs', 'run', '--project', 'unit', '--reporter=dot'],
  },
  { name: 'lint', says: 'oxlint, type-aware', run: ['oxlint/bin/oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'dead', says: 'unused files, exports and packages', run: ['knip/bin/knip.js', '--no-progress', '--cache'] },
  { name: 'types', says: 'TypeScript', run: ['typescript/bin/tsc', ...TYPES] },
  {
    name: 'console',
    says: 'TypeScript of the console',
    run: ['typescript/bin/tsc', '-p', 'console', ...CONSOLE_TYPES],
  },
  { name: 'layers', says: 'import rules', run: ['../scripts/layers.ts'] },
  { name: 'format', says: 'Biome', run: ['@biomejs/biome/bin/biome', 'check', '--colors=off'] },
]
const FIX = ['@biomejs/biome/bin/biome', 'check', '--write', '--colors=off']

const secondsSince = startedAt => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`

/** Runs one JavaScript file of node_modules with this Node and gathers all it prints. */
function runBin([bin, ...args]) {
  return new Promise(resolve => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
    const child = spawn(process.execPath, [`node_modules/${bin}`, ...args], { cwd: ROOT, env })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text))
    child.on('error', error => resolve({ isFine: false, output: `${output}${error.message}\n` }))
    child.on('close', code => resolve({ isFine: code === 0, output }))
  })
}

async function runJob({ name, says, run }) {
  const startedAt = performance.now()
  const { isFine, output } = await runBin(run)
  console.log(`${isFine ? 'ok  ' : 'FAIL'} ${name.padEnd(7)} ${secondsSince(startedAt).padStart(6)}  ${says}`)
  return { name, isFine, output }
}

async function runAll(jobs) {
  const waiting = [...jobs]
  const results = []
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) results.push(await runJob(job))
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
  return results
}

const startedAt = performance.now()
if (process.argv.includes('--fix')) console.log((await runBin(FIX)).output.trim())
const failed = (await runAll(JOBS)).filter(result => !result.isFine)
for (const { name, output } of failed) console.log(`\n── ${name} ──\n${output.trim()}`)
const verdict =
  failed.length === 0 ? 'all fine' : `${failed.length} failed: ${failed.map(({ name }) => name).join(', ')}`
console.log(`\ncheck: ${JOBS.length} jobs in ${secondsSince(startedAt)}, ${verdict}`)
process.exitCode = failed.length === 0 ? 0 : 1
