import { Readable } from 'node:stream'
import {
  cancelImport as cancelImportAction,
  createImport as createImportAction,
  getImport as getImportAction,
  listImports as listImportsAction,
  reportImport,
} from '../../actions/contact-imports.ts'
import {
  CANCEL_IMPORT,
  CREATE_IMPORT,
  GET_IMPORT,
  LIST_IMPORT_ERRORS,
  LIST_IMPORTS,
} from '../../contract/contact-imports.ts'
import { LIMIT_DEFAULT } from '../../contract/fields.ts'
import { presentImport } from '../../contract/present-imports.ts'
import type { ContactImport } from '../../domain/contact-import.ts'
import { uploadOf } from '../upload.ts'
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
  run: ({ deps, params, ...call }) => reportImport(deps, actorOf(call), params),
  present: (report, { reply }): never => {
    reply.header('content-disposition', 'attachment; filename="import-errors.csv"')
    return Readable.from(report) as never
  },
})

function presentReply(given: ContactImport) {
  return { import: presentImport(given) }
}
