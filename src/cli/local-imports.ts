import { setTimeout as sleep } from 'node:timers/promises'
import { createImport, getImport, reportImport } from '../actions/contact-imports.ts'
import type { Deps } from '../actions/deps.ts'
import { runImport } from '../actions/import-run.ts'
import { presentImport } from '../contract/present-imports.ts'
import type { Actor } from '../domain/actor.ts'
import { isOpen } from '../domain/contact-import.ts'
import type { ImportRef, Office } from './office.ts'

/** While a server, or the lease of a command that died, keeps the import. */
const LOOK_EVERY_MS = 500

// Loaded for an import alone: with it come the rules of contacts, phone numbers and all.
const importerFile = () => import('../crm/contacts/import/importer.ts')

type Imports = Pick<Office, 'startImport' | 'followImport' | 'reportImport'>

/** Imports on the local database: this process does the work, unless a running server is faster to take it. */
export function localImports(deps: Deps, actor: Actor): Imports {
  const look = async (ref: ImportRef) => presentImport(await getImport(deps, actor, ref))
  return {
    async startImport(accountId, upload) {
      const { planImport } = await importerFile()
      return presentImport(await createImport({ ...deps, planImport }, actor, { accountId, ...upload }))
    },
    async followImport(ref, tell) {
      const { importBatch } = await importerFile()
      const workerId = deps.ids.next('wrk')
      for (;;) {
        const view = await look(ref)
        tell(view)
        if (!isOpen(view)) return view
        const onProgress = (rowsDone: number) => tell({ ...view, state: 'running', rowsDone })
        const didRun = await runImport({ ...deps, importBatch }, { workerId, ref, onProgress })
        if (!didRun) await sleep(LOOK_EVERY_MS)
      }
    },
    async reportImport(ref) {
      const parts: string[] = []
      for await (const part of await reportImport(deps, actor, ref)) parts.push(part)
      return parts.join('')
    },
  }
}
