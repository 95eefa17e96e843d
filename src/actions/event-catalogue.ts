import type { Actor } from '../domain/actor.ts'
import { type CatalogueEvent, eventsFor } from '../domain/event-catalogue.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps } from './deps.ts'

/** What webhook endpoints of an account can subscribe to. */
export async function listEvents(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  { accountId }: { accountId: string },
): Promise<CatalogueEvent[]> {
  return deps.database.read(accountId, async db => {
    const account = await authorizeForIntegrations(db, actor, { accountId, permission: 'webhooks.view' })
    return eventsFor(account.kind)
  })
}
