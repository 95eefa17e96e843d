import { randomInt } from 'node:crypto'
import { type AttemptFinding, afterAttempt, type DeliveryStep } from '../domain/delivery.ts'
import { DISABLED_WHYS, type DisabledWhy, isGivenUp } from '../domain/webhook-endpoint.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import {
  type ClaimResult,
  countFailures,
  type EndpointKey,
  type FailedAttempts,
  forgetFailures,
  recordResults,
  releaseClaims as releaseRows,
} from '../store/delivery-claims.ts'
import { addToEndpointHours, type HourCount } from '../store/endpoint-health.ts'
import { insertEvent } from '../store/events.ts'
import { lockEndpoint, updateEndpoint } from '../store/webhook-endpoints.ts'
import type { Deps } from './deps.ts'
import type { DispatchDeps, Outgoing } from './dispatch.ts'
import { recordAudit } from './record.ts'
import { targetOf } from './webhook-endpoints.ts'

/** How one claimed delivery went; without a finding it ended before a request was made. */
export interface Finished {
  outgoing: Outgoing
  at: Date
  finding?: AttemptFinding & {
    durationMs: number
    statusCode?: number
    responseHeaders?: Record<string, string>
    responseBody?: string
  }
}

type ResultDeps = DispatchDeps & Pick<Deps, 'transact'>

const HOUR_MS = 3_600_000
const CHANCES = 2 ** 32

/** Writes down what became of claimed deliveries, and switches off endpoints that want no more or never answer. */
export async function recordFinished(deps: ResultDeps, finished: readonly Finished[]): Promise<void> {
  const results = finished.map(one => ({ ...toResult(one), finished: one }))
  const givenUp = await deps.database.transact(EVERY_TENANT, async db => {
    const counted = await recordResults(db, results)
    const attempts = counted
      .map(result => result.finished)
      .filter(({ outgoing, finding }) => finding !== undefined && outgoing.delivery.kind === 'event')
    await addToEndpointHours(db, countsOf(attempts))
    return countHealth(db, attempts)
  })
  for (const [key, why] of givenUp) await switchOff(deps, key, why)
}

/** Gives back what was claimed and not sent. */
export async function releaseClaims(deps: DispatchDeps, outgoing: readonly Outgoing[]): Promise<void> {
  const claims = outgoing.map(({ delivery, leaseId }) => ({ accountId: delivery.accountId, id: delivery.id, leaseId }))
  await deps.database.transact(EVERY_TENANT, db => releaseRows(db, claims, deps.clock.now()))
}

function toResult({ outgoing, at, finding }: Finished): ClaimResult {
  const { delivery, leaseId, receiver } = outgoing
  const base = { accountId: delivery.accountId, id: delivery.id, leaseId, at }
  if (finding === undefined) return { ...base, ...endWithoutAttempt(outgoing) }
  const chance = randomInt(CHANCES - 1) / CHANCES
  const step = afterAttempt({ kind: delivery.kind, attempts: delivery.attempts + 1 }, finding, { now: at, chance })
  const { retryAfterMs: _, ...attempt } = finding
  return { ...base, ...step, attempt: { ...attempt, url: receiver.endpoint.url } }
}

function endWithoutAttempt({ refusal = 'endpoint_deleted' }: Outgoing): DeliveryStep {
  return { status: refusal === 'poison' ? 'failed' : 'cancelled', why: refusal }
}

function countsOf(attempts: readonly Finished[]): HourCount[] {
  const counts = new Map<string, HourCount>()
  for (const { outgoing, at, finding } of attempts) {
    const { accountId, endpointId } = outgoing.delivery
    const hour = new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)
    const name = `${endpointId} ${hour.getTime()}`
    const count = counts.get(name) ?? { accountId, endpointId, hour, succeeded: 0, failed: 0, latestAt: at }
    const isSuccess = finding?.outcome === 'succeeded'
    counts.set(name, {
      ...count,
      succeeded: count.succeeded + (isSuccess ? 1 : 0),
      failed: count.failed + (isSuccess ? 0 : 1),
      latestAt: at > count.latestAt ? at : count.latestAt,
    })
  }
  return [...counts.values()]
}

/** Counts failures in a row. Returns the endpoints to switch off, and why. */
async function countHealth(db: Sql, attempts: readonly Finished[]): Promise<[EndpointKey, DisabledWhy][]> {
  const byEndpoint = Map.groupBy(attempts, ({ outgoing }) => outgoing.delivery.endpointId)
  const recovered: EndpointKey[] = []
  const failed: FailedAttempts[] = []
  const off: [EndpointKey, DisabledWhy][] = []
  for (const [endpointId, those] of byEndpoint) {
    const [first] = those
    if (first === undefined) continue
    const key = { accountId: first.outgoing.delivery.accountId, endpointId }
    if (those.some(({ finding }) => finding?.outcome === 'gone')) off.push([key, 'gone'])
    else if (those.some(({ finding }) => finding?.outcome === 'succeeded')) {
      if (those.some(({ outgoing }) => outgoing.receiver.endpoint.failing !== undefined)) recovered.push(key)
    } else failed.push({ ...key, failed: those.length, at: first.at })
  }
  const counts = await countFailures(db, failed)
  for (const { accountId, endpointId, at } of failed) {
    const failing = counts.get(endpointId)
    if (failing !== undefined && isGivenUp(failing, at)) off.push([{ accountId, endpointId }, 'failing'])
  }
  await forgetFailures(db, recovered)
  return off
}

/** Switches an endpoint off for the server's own reason, with an audit entry and an event that tells people. */
async function switchOff(deps: ResultDeps, { accountId, endpointId }: EndpointKey, why: DisabledWhy): Promise<void> {
  await deps.transact(accountId, async tx => {
    const stored = await lockEndpoint(tx.db, accountId, endpointId)
    if (stored === undefined || stored.endpoint.disabled !== undefined) return
    const now = deps.clock.now()
    const { endpoint: old, secrets } = stored
    const endpoint = { ...old, disabled: { at: now, why }, version: old.version + 1, updatedAt: now }
    await updateEndpoint(tx.db, { endpoint, secrets })
    const actor = { kind: 'system' as const, origin: {} }
    const after = { isEnabled: false, why }
    recordAudit(deps, tx, { actor, action: 'webhook_endpoint.disabled', target: targetOf(old), after, at: now })
    await insertEvent(tx.db, {
      ...{ id: deps.ids.next('evt'), accountId, type: 'webhook_endpoint.disabled', createdAt: now },
      integrationId: old.integrationId,
      body: { endpoint: { id: old.id, url: old.url }, why, sentence: DISABLED_WHYS[why] },
    })
  })
}
