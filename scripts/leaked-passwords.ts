// Writes src/domain/leaked-passwords.ts: `npm pack @zxcvbn-ts/language-common@4.1.3`, unpack it, and then
// `node scripts/leaked-passwords.ts package/src/passwords.json`.
import { readFileSync, writeFileSync } from 'node:fs'

/** S35 wants 3,000 that are long enough for our own rule; shorter ones are refused by their length. */
const COUNT = 5_000
const LENGTH_LEAST = 8
const LINE_LENGTH = 220

const HEAD = `// Made by scripts/leaked-passwords.ts from @zxcvbn-ts/language-common 4.1.3, not by hand.
// MIT License, copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc., copyright (c) 2021 @zxcvbn-ts.

/** The most common of the passwords that have leaked and have 8 characters or more, in lower case, the commonest first. */
export const LEAKED_PASSWORDS: ReadonlySet<string> = new Set(
  \`
`

const TAIL = `\`
    .trim()
    .split(/\\s+/),
)
`

const [, , path = ''] = process.argv
const all: string[] = JSON.parse(readFileSync(path, 'utf8'))
const fit = all.map(password => password.normalize('NFC').toLowerCase()).filter(isLongAndPlain)
const chosen = [...new Set(fit)].slice(0, COUNT)
writeFileSync(new URL('../src/domain/leaked-passwords.ts', import.meta.url), `${HEAD}${lines(chosen)}\n${TAIL}`)

/** What would need escaping within the file is left out: a blank, a backslash, a backtick, a dollar sign before a brace. */
function isLongAndPlain(password: string): boolean {
  return [...password].length >= LENGTH_LEAST && !/[\s\\`]|\$\{/.test(password)
}

function lines(passwords: readonly string[]): string {
  const rows: string[] = ['']
  for (const password of passwords) {
    const row = rows.at(-1) ?? ''
    if (row.length + password.length < LINE_LENGTH) rows[rows.length - 1] = `${row} ${password}`.trim()
    else rows.push(password)
  }
  return rows.join('\n')
}
