import type { Actor } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import { type Client, listClients as listRows } from '../store/clients.ts'
import { findIntegration } from '../store/integrations.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps } from './deps.ts'
import type { IntegrationRef } from './rotations.ts'

/** Who calls with an integration's tokens: by token, network, program and self-given name, latest first. */
export async function listClients(deps: Deps, actor: Actor, input: IntegrationRef): Promise<Client[]> {
  const { accountId, integrationId } = input
  await deps.flushUse()
  return deps.database.read(accountId, async db => {
    await authorizeForIntegrations(db, actor, { accountId, permission: 'privateIntegrations.view' })
    if ((await findIntegration(db, accountId, integrationId)) === undefined) throw new Problem('integration_not_found')
    return listRows(db, { accountId, integrationId })
  })
}
