import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands/all.ts'
import { EXIT_CODE_MEANINGS } from '../../src/cli/exit-codes.ts'
import { FAILURE_CODES } from '../../src/cli/failure.ts'
import { textOf } from '../support/repository.ts'

const document = textOf('docs/cli.md')
const rowsBelow = (title: string) =>
  document
    .slice(document.indexOf(`| ${title} |`))
    .split('\n\n', 1)
    .join()
    .split('\n')
    .slice(2)
const firstCells = (title: string) => rowsBelow(title).map(row => row.split('|')[1]?.trim().replaceAll('`', '') ?? '')

describe('docs/cli.md', () => {
  it('has a heading for every command, and none for a command that is not there', () => {
    const headings = [...document.matchAll(/^### pit (.+)$/gm)].map(([, path = '']) => path)
    expect(headings.sort()).toEqual([...COMMANDS.map(({ path }) => path), 'completion'].sort())
  })

  it('has every exit code and every failure of the command line’s own, and no other', () => {
    expect(firstCells('exit code')).toEqual(EXIT_CODE_MEANINGS.map(([code]) => String(code)))
    expect(firstCells('code').sort()).toEqual([...FAILURE_CODES].sort())
  })

  it('shows no whole token', () => expect(document).not.toMatch(/pit_[0-9A-Za-z]{38}/))
})
