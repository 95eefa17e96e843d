import type { Actor } from '../domain/actor.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { scopesFor } from '../domain/scope.ts'
import { findIntegration } from '../store/integrations.ts'
import { type ClientScopeUse, listClientScopeUses, listOperationUses, type OperationUse } from '../store/scope-uses.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps } from './deps.ts'
import type { IntegrationRef } from './rotations.ts'
import { writeDownCalls } from './usage.ts'

const DAY_MS = 86_400_000

/** What a narrower set of scopes would have refused. */
export interface ScopeDryRun {
  since: Date
  removed: string[]
  refused: { calls: number; clients: ClientScopeUse[]; operations: OperationUse[]; sentence: string }
}

/**
 * What the integration would have been refused over the last days had it held these scopes alone. Nothing is changed.
 * Throws input_invalid for a scope that the account does not have.
 */
export async function dryRunScopes(
  deps: Deps,
  actor: Actor,
  input: IntegrationRef & { scopes: readonly string[]; days: number },
): Promise<ScopeDryRun> {
  const { accountId, integrationId, scopes, days } = input
  await writeDownCalls(deps)
  return deps.transact(accountId, async ({ db }) => {
    const account = await authorizeForIntegrations(db, actor, { accountId, permission: 'privateIntegrations.view' })
    const integration = await findIntegration(db, accountId, integrationId)
    if (integration === undefined) throw new Problem('integration_not_found')
    const unknown = scopes.find(
      scope => !integration.scopes.includes(scope) && !scopesFor(account.kind).some(known => known.scope === scope),
    )
    if (unknown !== undefined)
      throw invalid('scopes', `"${unknown}" must be a scope of this account; see its scopes list`)
    const since = new Date(deps.clock.now().getTime() - days * DAY_MS)
    const removed = integration.scopes.filter(scope => !scopes.includes(scope))
    const query = { accountId, integrationId, scopes: removed, since }
    const operations = removed.length === 0 ? [] : await listOperationUses(db, query)
    const clients = operations.length === 0 ? [] : await listClientScopeUses(db, query)
    const calls = operations.reduce((sum, operation) => sum + operation.calls, 0)
    return {
      since,
      removed,
      refused: { calls, clients, operations, sentence: sentence({ calls, clients, operations, days }) },
    }
  })
}

interface Counts {
  calls: number
  clients: readonly unknown[]
  operations: readonly unknown[]
  days: number
}

function sentence({ calls, clients, operations, days }: Counts): string {
  const span = `In the last ${counted(days, 'day')}`
  if (calls === 0) return `${span} this would have refused nothing.`
  return `${span} this would have refused ${counted(calls, 'call')} by ${counted(clients.length, 'client')} to ${counted(operations.length, 'endpoint')}.`
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
