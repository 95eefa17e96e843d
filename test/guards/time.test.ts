import { describe, expect, it } from 'vitest'
import { repositoryFiles, textOf } from '../support/repository.ts'

/** The one file that may ask what time it is. */
const CLOCK = 'src/lib/clock.ts'

/** Leases are between nodes, not about tokens: each is written and read by the one clock they all share, the database's. */
const LEASES = ['src/store/nodes.ts', 'src/store/token-changes.ts']

const ASKS_THE_MACHINE = /\bDate\.now\b|\bnew Date(?:\(\s*\)|(?!\s*\())|(?<!new )\bDate\(\s*\)/
/** The database's clock in a condition or a value. Asking for it alone (`select …`) is how our own clock is anchored. */
const ASKS_THE_DATABASE =
  /(?<![.\w])(?<!\b(?:default|select) )(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|\bcurrent_(?:timestamp|date)\b/i

/** What is no code: comments, so that they may speak of what the code must not do. */
const COMMENT = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm

describe('time', () => {
  it('is asked of the machine in lib/clock.ts alone', () => {
    expect(sourcesWith(ASKS_THE_MACHINE)).toEqual([])
  })

  it('is never asked of the database inside a statement: a rule has one clock', () => {
    expect(sourcesWith(ASKS_THE_DATABASE).filter(path => !LEASES.includes(path))).toEqual([])
  })

  it.each(['Date.now()', 'new Date()', 'new Date( )', 'Date()', 'const { now } = Date.now', 'new Date'])(
    'would be found asking for itself in `%s`',
    code => expect(ASKS_THE_MACHINE.test(code)).toBe(true),
  )

  it.each(['where ends_at > now()', 'set at = CLOCK_TIMESTAMP()', '>= current_timestamp'])(
    'would be found asking the database in `%s`',
    code => expect(ASKS_THE_DATABASE.test(code)).toBe(true),
  )

  it.each([
    'new Date(at)',
    'clock.now()',
    'at: Date',
    'select now() as at',
    'at timestamptz default now()',
    'isDate(x)',
  ])('is only handled in `%s`', code => {
    expect(ASKS_THE_MACHINE.test(code)).toBe(false)
    expect(ASKS_THE_DATABASE.test(code)).toBe(false)
  })
})

function sourcesWith(pattern: RegExp): string[] {
  return repositoryFiles()
    .filter(path => /^src\/.*\.ts$/.test(path) && !path.endsWith('.test.ts') && path !== CLOCK)
    .filter(path => pattern.test(textOf(path).replace(COMMENT, '')))
}
