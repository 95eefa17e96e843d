// `npm test`: every test, on one PostgreSQL that vitest's global setup starts. Arguments are vitest's own.
// The last line is always "N passed, N failed", with ", N skipped" where some were; before it a line for each file that left
// tests out because the machine lacks something, and two for each test that failed: which, and what it said first.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { runChild } from './lib/run-child.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const folder = mkdtempSync(path.join(tmpdir(), 'test-report-'))
const report = path.join(folder, 'report.json')
const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]

const code = await runChild(process.execPath, [...vitest, ...process.argv.slice(2)], { cwd: ROOT })
const { passed, failed, skipped, leftOut, failures } = countsOf(report, code)
rmSync(folder, { recursive: true })

for (const line of process.argv.includes('-t') ? [] : leftOut) console.log(line)
for (const line of failures) console.log(line)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0

/** A file that could not even be loaded counts as one failure, and so does a run that ended badly for any other reason. */
function countsOf(file, exitCode) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0, leftOut: [], failures: [ended(exitCode)] }
  const run = JSON.parse(readFileSync(file, 'utf8'))
  const unloaded = run.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !hasFailure(assertionResults),
  )
  const failed = run.numFailedTests + unloaded.length
  return {
    passed: run.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: run.numPendingTests + run.numTodoTests,
    leftOut: run.testResults.flatMap(describeLeftOut),
    failures: failed === 0 && exitCode !== 0 ? [ended(exitCode)] : run.testResults.flatMap(describeFailures),
  }
}

/** What a test lacks stands in its name or its group's: "(needs haproxy)". */
function describeLeftOut({ name: file, assertionResults }) {
  const skipped = assertionResults.filter(({ status }) => status === 'skipped' || status === 'pending')
  if (skipped.length === 0) return []
  const needs = new Set(skipped.flatMap(({ fullName }) => /\((needs [^)]+)\)/.exec(fullName)?.[1] ?? []))
  const why = needs.size > 0 ? ` (${[...needs].join('; ')})` : ''
  return [`left out: ${skipped.length} of ${path.relative(ROOT, file)}${why}`]
}

/** A run that ended badly although no test failed, or before it could say so. */
function ended(exitCode) {
  return `failed: the run itself, which ended with ${exitCode}`
}

function describeFailures({ name: file, status, message, assertionResults }) {
  const failed = assertionResults.filter(result => result.status === 'failed')
  const told = failed.map(({ fullName, failureMessages }) => ({ fullName, message: failureMessages.join('\n') }))
  if (status === 'failed' && told.length === 0) told.push({ fullName: '(not loaded)', message })
  return told.flatMap(({ fullName, message }) => [
    `failed: ${path.relative(ROOT, file)} > ${fullName}`,
    `failed:     ${firstLineOf(message)}`,
  ])
}

/** Without a terminal's colours, and short: the whole stands above. */
function firstLineOf(message) {
  const line = stripVTControlCharacters(message ?? '')
    .split('\n')
    .find(text => text.trim() !== '')
  return (line ?? 'no message').slice(0, 400)
}

function hasFailure(results) {
  return results.some(({ status }) => status === 'failed')
}
