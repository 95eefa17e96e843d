import { type Actor, recordOf } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import { insertEvent } from '../store/events.ts'
import { findIntegration } from '../store/integrations.ts'
import { countOccasions, insertOccasion } from '../store/occasions.ts'
import {
  addRetiredUse,
  countRetiredUses,
  type EndedToken,
  isKnownNetwork,
  listEndedTokens,
  listRetiredSources,
  type RetiredSecretSource,
} from '../store/retired-secret-uses.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps } from './deps.ts'
import type { IntegrationRef } from './rotations.ts'

export type { RetiredSecretSource } from '../store/retired-secret-uses.ts'

/** Refused calls of one source with one ended secret within one minute. */
export interface RefusedUse {
  hash: Buffer
  network: string
  userAgent: string
  clientName: string
  operation: string
  minute: Date
  calls: number
  firstAt: Date
  lastAt: Date
}

/** Rows kept per token: whoever holds an old secret may invent sources without end. Beyond, one row a day. */
const ROWS_MAX = 500
/** Events per token and day: the first few say what there is to say. */
const EVENTS_A_DAY = 5
const SOURCES_SHOWN = 200
const DAY_MS = 86_400_000

type RecordDeps = Pick<Deps, 'database' | 'clock' | 'ids'>

/** Writes down who sent ended secrets, and tells of each source once a day. The present secret is not touched. */
export async function recordRetiredUses(deps: RecordDeps, uses: readonly RefusedUse[]): Promise<void> {
  if (uses.length === 0) return
  const now = deps.clock.now()
  const hashes = [...new Map(uses.map(({ hash }) => [hash.toString('latin1'), hash])).values()]
  const tokens = await deps.database.read(EVERY_TENANT, db => listEndedTokens(db, hashes, now))
  for (const token of tokens) {
    const own = uses.filter(({ hash }) => hash.equals(token.hash))
    await deps.database.transact(token.accountId, async db => {
      for (const use of own) await recordUse(deps, db, { token, use })
    })
  }
}

interface TokenUse {
  token: EndedToken
  use: RefusedUse
}

async function recordUse(deps: RecordDeps, db: Sql, { token, use }: TokenUse): Promise<void> {
  const { accountId, integrationId, tokenId } = token
  const isFull = (await countRetiredUses(db, accountId, tokenId)) >= ROWS_MAX
  const { hash: _, ...seen } = isFull ? lumped(use) : use
  const isKnown = await isKnownNetwork(db, { accountId, integrationId, network: seen.network })
  await addRetiredUse(db, { accountId, integrationId, tokenId, ...seen, isKnown })
  const { network, userAgent, clientName } = seen
  const day = use.lastAt.toISOString().slice(0, 10)
  const prefix = `retired_secret_used ${tokenId} ${day} `
  const key = `${prefix}${JSON.stringify([network, userAgent, clientName])}`
  if ((await countOccasions(db, accountId, prefix)) >= EVENTS_A_DAY) return
  if (!(await insertOccasion(db, { accountId, key, at: deps.clock.now() }))) return
  await tell(deps, db, { token, use: { ...use, ...seen }, isKnown })
}

/** Beyond the bound a use is counted by the day and under no source of its own. */
function lumped(use: RefusedUse): RefusedUse {
  const day = new Date(Math.floor(use.minute.getTime() / DAY_MS) * DAY_MS)
  return { ...use, network: '(others)', userAgent: '', clientName: '', minute: day }
}

async function tell(
  deps: RecordDeps,
  db: Sql,
  { token, use, isKnown }: TokenUse & { isKnown: boolean },
): Promise<void> {
  const { accountId, integrationId, integrationName: name, tokenId, last4, endedAt } = token
  const { network, userAgent, clientName, operation, lastAt } = use
  const actor: Actor = { kind: 'system', origin: {} }
  await insertEvent(db, {
    ...{ id: deps.ids.next('evt'), accountId, type: 'private_integration.retired_secret_used', integrationId },
    body: {
      integration: { id: integrationId, name },
      actor: recordOf(actor),
      token: { id: tokenId, last4, endedAt: endedAt.toISOString() },
      client: { network, userAgent, clientName },
      classification: classificationOf(isKnown),
      operation,
      at: lastAt.toISOString(),
    },
    createdAt: deps.clock.now(),
  })
}

/** What a source is taken for: the network decides, because a thief can take any program's name. */
export function classificationOf(isKnown: boolean): 'known_straggler' | 'unknown_network' {
  return isKnown ? 'known_straggler' : 'unknown_network'
}

/** Who still sends secrets of an integration that have ended, latest first. Throws integration_not_found. */
export async function listRetiredSecretUses(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  input: IntegrationRef,
): Promise<RetiredSecretSource[]> {
  const { accountId, integrationId } = input
  return deps.database.read(accountId, async db => {
    await authorizeForIntegrations(db, actor, { accountId, permission: 'privateIntegrations.view' })
    if ((await findIntegration(db, accountId, integrationId)) === undefined) throw new Problem('integration_not_found')
    return listRetiredSources(db, { accountId, integrationId, limit: SOURCES_SHOWN })
  })
}
