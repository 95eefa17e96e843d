import { LIFECYCLE_EVENTS } from './event.ts'
import { SCOPES } from './scope.ts'

const LIFECYCLE: ReadonlySet<string> = new Set(LIFECYCLE_EVENTS)
/** With it an integration hears of the others in its account; of itself it hears always. */
const LIFECYCLE_SCOPE = 'private-integrations.readonly'
const LIFECYCLE_PREFIX = 'private_integration.'
const NO_SCOPE = 'none'

const SCOPE_OF = new Map(SCOPES.flatMap(({ scope, events }) => events.map(type => [type, scope] as const)))

/** Every event that can be subscribed to. */
export const SUBSCRIBABLE_EVENTS: ReadonlySet<string> = new Set([...SCOPE_OF.keys(), ...LIFECYCLE])

/** Why an event is not sent to an integration, and the scope that would change it. */
export interface EventPause {
  event: string
  scope: string
  sentence: string
}

/** The pause of an event for an integration that lacks its scope; undefined when it may hear of it. */
export function eventPause(
  integration: { id: string; scopes: readonly string[] },
  event: { type: string; integrationId?: string },
): EventPause | undefined {
  const scope = neededScope(integration.id, event)
  if (scope === undefined || integration.scopes.includes(scope)) return undefined
  const sentence = `Paused: the integration does not hold the scope ${scope}. Grant it and the events go on.`
  return { event: event.type, scope, sentence }
}

function neededScope(ownId: string, { type, integrationId }: { type: string; integrationId?: string }) {
  // What is no event needs a scope that nobody holds.
  if (!type.startsWith(LIFECYCLE_PREFIX)) return SCOPE_OF.get(type) ?? NO_SCOPE
  return integrationId === undefined || integrationId === ownId ? undefined : LIFECYCLE_SCOPE
}

/** The subscriptions of an endpoint that its integration's scopes don't cover. */
export function pausedEvents(
  integration: { id: string; scopes: readonly string[] },
  events: readonly string[],
): EventPause[] {
  return events.flatMap(type => eventPause(integration, { type }) ?? [])
}

/** Of an endpoint's subscriptions those that may be told: some whosever they are, some of the integration itself alone. */
export function missableEvents(
  integration: { id: string; scopes: readonly string[] },
  events: readonly string[],
): { types: string[]; ownTypes: string[] } {
  const told = events.filter(type => eventPause(integration, { type, integrationId: integration.id }) === undefined)
  const isAnyones = (type: string) => eventPause(integration, { type, integrationId: '' }) === undefined
  return { types: told.filter(isAnyones), ownTypes: told.filter(type => !isAnyones(type)) }
}
