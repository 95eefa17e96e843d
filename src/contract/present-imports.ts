import type { ContactImport } from '../domain/contact-import.ts'
import type { ContactImportView } from './contact-imports.ts'

/** An import as the management API and the command line show it. */
export function presentImport(given: ContactImport): ContactImportView {
  const { id, fileName, sizeBytes, state, rowsTotal, rowsDone, fault = null, createdBy } = given
  const { isDryRun, onDuplicate, columns } = given.settings
  return {
    ...{ id, fileName, sizeBytes, state, isDryRun, onDuplicate, columns, rowsTotal, rowsDone },
    ...given.counts,
    fault,
    createdBy,
    createdAt: given.createdAt.toISOString(),
    startedAt: given.startedAt?.toISOString() ?? null,
    finishedAt: given.finishedAt?.toISOString() ?? null,
  }
}
