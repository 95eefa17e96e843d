import { recordRestore } from '../actions/restores.ts'
import type { Integration } from '../contract/integrations.ts'
import type { Actor } from '../domain/actor.ts'
import type { Run } from './command.ts'
import { createLocalOffice } from './local-office.ts'
import type { Office } from './office.ts'

/** What is accepted again after a restore. */
export interface Reviewed {
  accounts: number
  integrations: number
  tokens: number
}

/** Goes through every account of a restored database: notes the restore, counts what works again, disables it if asked. */
export async function reviewRestored(
  run: Run,
  { backupAt, disablesIntegrations }: { backupAt: Date; disablesIntegrations: boolean },
): Promise<Reviewed> {
  const { operatorName } = run.ports.environment
  const { deps, close } = await run.ports.openOffice()
  try {
    const { publicUrl } = await run.ports.settings()
    const office = createLocalOffice(deps, operatorName, publicUrl)
    const actor: Actor = { kind: 'operator', name: operatorName, origin: {} }
    const accounts = await office.listAccounts()
    const found: Reviewed = { accounts: accounts.length, integrations: 0, tokens: 0 }
    for (const { id: accountId } of accounts) {
      await recordRestore(deps, actor, { accountId, backupAt })
      const live = await listLive(office, accountId)
      found.integrations += live.length
      found.tokens += live.reduce((sum, { rotation }) => sum + (rotation.state === 'stable' ? 1 : 2), 0)
      if (disablesIntegrations) await disableAll(office, accountId, live)
    }
    return found
  } finally {
    await close()
  }
}

/** All of them first: disabling some would move the pages under the cursor. */
async function listLive(office: Office, accountId: string): Promise<Integration[]> {
  const live: Integration[] = []
  let cursor: string | undefined
  do {
    const page = await office.listIntegrations(accountId, { state: 'live', cursor })
    live.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return live
}

async function disableAll(office: Office, accountId: string, integrations: readonly Integration[]): Promise<void> {
  for (const { id: integrationId } of integrations) await office.setDisabled({ accountId, integrationId }, true)
}
