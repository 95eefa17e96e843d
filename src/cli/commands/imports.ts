import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ContactImportView } from '../../contract/contact-imports.ts'
import { ON_DUPLICATE, type OnDuplicate } from '../../domain/contact-import.ts'
import { Problem } from '../../domain/problem.ts'
import { type Answer, defineCommand, type Run, type WhereOptions } from '../command.ts'
import { chooseAccount } from '../locate.ts'
import type { Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { progressBar } from '../progress-bar.ts'
import { plain } from '../screen.ts'

interface ImportOptions extends WhereOptions {
  dryRun?: boolean
  again?: boolean
  map?: string[]
  onDuplicate?: OnDuplicate
  errors?: string
}

export const importCommand = defineCommand<ImportOptions>({
  path: 'import',
  group: 'Accounts',
  says: 'Import contacts from a CSV file (UTF-8; commas, semicolons or tabs) into a location.',
  more: [
    'The first line names the columns: firstName, "First name", E-mail, phone, tags and so on, or the key or name of a custom field. A column that goes nowhere is refused; --map says where it goes.',
    'A row whose e-mail, else phone, a contact has is a duplicate. Rows that can’t be taken are written to a report (row, column, value, what would be right) while the others go on.',
    'An import that was interrupted goes on behind its last row when the same file is given again. A finished one is not done twice, unless with --again.',
  ],
  args: [{ name: 'file', says: 'the CSV file, at most 32 MB' }],
  options: [
    { flags: '--dry-run', says: 'check every row and write none' },
    { flags: '--on-duplicate <what>', says: 'skip (the default), update or fail', choices: ON_DUPLICATE },
    {
      flags: '--map <header=field>',
      says: 'where a column goes; "Header=" leaves it out; may be given many times',
      parse: collect,
    },
    { flags: '--errors <file>', says: 'the report of rows that could not be taken (else <file>.errors.csv)' },
    { flags: '--again', says: 'import a file once more that was imported before' },
  ],
  isRemote: true,
  examples: ['pit import contacts.csv --dry-run', 'pit import contacts.csv --map "Mobile no.=phone" --map "Remarks="'],
  run: (run, options, [file = '']) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const started = await office.startImport(account.id, {
        fileName: path.basename(file),
        file: await readCsvFile(file),
        onDuplicate: options.onDuplicate ?? 'skip',
        isDryRun: options.dryRun ?? false,
        isAgain: options.again ?? false,
        map: options.map ?? [],
      })
      const ended = await follow(run, office, { accountId: account.id, importId: started.id })
      const ref = { accountId: account.id, importId: ended.id }
      const errorsFile = ended.failed === 0 ? undefined : (options.errors ?? `${file}.errors.csv`)
      if (errorsFile !== undefined) await writeFile(errorsFile, await office.reportImport(ref))
      return answerOf(run, ended, errorsFile)
    }),
})

function collect(text: string, before: string[] = []): string[] {
  return [...before, text]
}

async function readCsvFile(file: string): Promise<Buffer<ArrayBuffer>> {
  try {
    return await readFile(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new Problem('input_invalid', { detail: `${file} cannot be read (${code}).`, cause })
  }
}

async function follow(
  run: Run,
  office: Office,
  ref: { accountId: string; importId: string },
): Promise<ContactImportView> {
  const bar = progressBar(run.ports.terminal, run.ports.clock, 'rows')
  try {
    return await office.followImport(ref, ({ rowsDone, rowsTotal }) => bar.show(rowsDone, rowsTotal))
  } finally {
    bar.clear()
  }
}

function answerOf(run: Run, ended: ContactImportView, errorsFile: string | undefined): Answer {
  const { created, updated, skipped, failed, rowsDone, rowsTotal, isDryRun, state } = ended
  const count = (n: number) => n.toLocaleString('en')
  const would = isDryRun ? 'Would have ' : ''
  const lines = [
    `${would}${would === '' ? 'C' : 'c'}reated ${count(created)}, updated ${count(updated)}, skipped ${count(skipped)} of ${count(rowsTotal)} rows.`,
    ...(failed === 0
      ? []
      : [
          run.screen.warn(`${failed === 1 ? '1 row' : `${count(failed)} rows`} could not be taken: see ${errorsFile}.`),
        ]),
    ...(state === 'finished'
      ? []
      : [run.screen.bad(`The import was ${state} after ${count(rowsDone)} rows. ${plain(ended.fault ?? '')}`.trim())]),
  ]
  const data = { import: ended, ...(errorsFile && { errorsFile: path.resolve(errorsFile) }) }
  return { data, lines, ...(failed > 0 || state !== 'finished' ? { verdict: 'check_failed' as const } : {}) }
}
