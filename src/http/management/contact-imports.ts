import { Readable } from 'node:stream'
import {
  cancelImport as cancelImportAction,
  createImport as createImportAction,
  getImport as getImportAction,
  listImportFaults,
  listImports as listImportsAction,
} from '../../actions/contact-imports.ts'
import {
  CANCEL_IMPORT,
  CREATE_IMPORT,
  GET_IMPORT,
  LIST_IMPORT_ERRORS,
  LIST_IMPORTS,
} from '../../contract/contact-imports.ts'
import { LIMIT_DEFAULT } from '../../contract/fields.ts'
import type { ContactImport, ImportFault } from '../../domain/contact-import.ts'
import { toCsv } from '../../lib/csv-text.ts'
import { uploadOf } from '../upload.ts'
import { momentOrNull } from './present.ts'
import { actorOf, handle } from './route.ts'

export const createImport = handle(CREATE_IMPORT, {
  run: ({ deps, services, params, query, request, ...call }) =>
    createImportAction({ ...deps, planImport: services.planImport }, actorOf(call), {
      accountId: params.accountId,
      file: uploadOf(request, CREATE_IMPORT.upload.type),
      fileName: query.fileName ?? 'contacts.csv',
      onDuplicate: query.onDuplicate ?? 'skip',
      isDryRun: query.dryRun ?? false,
      isAgain: query.again ?? false,
      map: query.map ?? [],
    }),
  present: presentReply,
})

export const listImports = handle(LIST_IMPORTS, {
  run: ({ deps, params, query, ...call }) =>
    listImportsAction(deps, actorOf(call), {
      ...query,
      accountId: params.accountId,
      limit: query.limit ?? LIMIT_DEFAULT,
    }),
  present: ({ items, nextCursor }) => ({ items: items.map(presentImport), ...(nextCursor && { nextCursor }) }),
})

export const getImport = handle(GET_IMPORT, {
  run: ({ deps, params, ...call }) => getImportAction(deps, actorOf(call), params),
  present: presentReply,
})

export const cancelImport = handle(CANCEL_IMPORT, {
  run: ({ deps, params, ...call }) => cancelImportAction(deps, actorOf(call), params),
  present: presentReply,
})

export const listImportErrors = handle(LIST_IMPORT_ERRORS, {
  run: ({ deps, params, ...call }) => listImportFaults(deps, actorOf(call), params),
  present: (pages, { reply }): never => {
    reply.header('content-disposition', 'attachment; filename="import-errors.csv"')
    return Readable.from(reportOf(pages)) as never
  },
})

/** The report, a page at a time. The mark at its beginning tells spreadsheets that it is UTF-8. */
async function* reportOf(pages: AsyncIterable<ImportFault[]>): AsyncGenerator<string> {
  yield `\uFEFF${toCsv([['row', 'column', 'value', 'problem']])}`
  for await (const faults of pages) {
    yield toCsv(faults.map(({ row, column, value, problem }) => [row, column, value, problem]))
  }
}

function presentReply(given: ContactImport) {
  return { import: presentImport(given) }
}

/** An import as the management API and the command line show it. */
function presentImport(given: ContactImport) {
  const { id, fileName, sizeBytes, state, rowsTotal, rowsDone, fault = null, createdBy } = given
  const { isDryRun, onDuplicate, columns } = given.settings
  return {
    ...{ id, fileName, sizeBytes, state, isDryRun, onDuplicate, columns, rowsTotal, rowsDone },
    ...given.counts,
    fault,
    createdBy,
    createdAt: given.createdAt.toISOString(),
    startedAt: momentOrNull(given.startedAt),
    finishedAt: momentOrNull(given.finishedAt),
  }
}
