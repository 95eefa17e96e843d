import { setTimeout as sleep } from 'node:timers/promises'
import type { ContactImportView } from '../contract/contact-imports.ts'
import { IMPORT_MEDIA_TYPE, isOpen } from '../domain/contact-import.ts'
import type { ApiClient } from './api-client.ts'
import type { ImportRef, Office } from './office.ts'

const LOOK_EVERY_MS = 500

/** Imports through a server: it does the work, also when this command is gone. */
export function remoteImports(api: ApiClient): Pick<Office, 'startImport' | 'followImport' | 'reportImport'> {
  const look = async (ref: ImportRef) =>
    (await api.get<{ import: ContactImportView }>({ method: 'GET', path: pathOf(ref) })).import
  return {
    async startImport(accountId, { file, fileName, onDuplicate, isDryRun, isAgain, map }) {
      const reply = await api.get<{ import: ContactImportView }>({
        method: 'POST',
        path: `/accounts/${encodeURIComponent(accountId)}/imports`,
        query: { fileName, onDuplicate, dryRun: isDryRun, again: isAgain, map },
        headers: { 'content-type': IMPORT_MEDIA_TYPE },
        file,
      })
      return reply.import
    },
    async followImport(ref, tell) {
      for (;;) {
        const view = await look(ref)
        tell(view)
        if (!isOpen(view)) return view
        await sleep(LOOK_EVERY_MS)
      }
    },
    async reportImport(ref) {
      const pieces: string[] = []
      for await (const piece of api.stream({ method: 'GET', path: `${pathOf(ref)}/errors` })) pieces.push(piece)
      return pieces.join('')
    },
  }
}

function pathOf({ accountId, importId }: ImportRef): string {
  return `/accounts/${encodeURIComponent(accountId)}/imports/${encodeURIComponent(importId)}`
}
