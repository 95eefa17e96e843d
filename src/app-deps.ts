import type { PlanImport } from './actions/contact-imports.ts'
import type { Deps } from './actions/deps.ts'
import { createFailedSignIns, type FailedSignIns } from './actions/failed-sign-ins.ts'
import type { ImportBatch } from './actions/import-run.ts'
import type { SampleData } from './actions/sample-data.ts'
import { createSignInLimits, type SignInLimits } from './actions/sign-in-limits.ts'
import { importBatch, planImport } from './crm/contacts/import/importer.ts'
import { insertSampleData } from './crm/sample-data.ts'
import { createDeps, type NodeParts, type World } from './deps.ts'

/** Deps with what only a server's actions ask for. No command does, and most of API v2.0 comes with it. */
export type AppDeps = Deps & { signInLimits: SignInLimits; failedSignIns: FailedSignIns; sampleData: SampleData } & {
  planImport: PlanImport
  importBatch: ImportBatch
}

/** What the actions of a server need. */
export function createAppDeps(world: World, node: NodeParts): AppDeps {
  const { clock, database } = world
  return {
    ...createDeps(world, node),
    signInLimits: createSignInLimits({ clock, database }),
    failedSignIns: createFailedSignIns(clock),
    sampleData: insertSampleData,
    planImport,
    importBatch,
  }
}
