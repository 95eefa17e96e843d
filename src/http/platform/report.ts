import { findKnownPlaces } from '../../actions/token-places.ts'
import { CallReport, type DecidedCalls } from '../../contract/verify.ts'
import { type CallsMade, DAY_MS, TEN_SECONDS_MS } from '../../domain/limit.ts'
import { plainHeader } from '../origin.ts'
import type { Services } from '../services.ts'
import { compileShape } from '../shapes.ts'
import type { Answerer, Exchange } from './answer.ts'
import { NamedOperations } from './named-operations.ts'
import { readJson } from './read-body.ts'
import { requireShape } from './require-shape.ts'

/** What is told later than this was kept too long to be believed: it counts as of now. */
const LATE_MS_MAX = 3_600_000

/**
 * `POST /verify/calls`: calls that processes with the SDK have decided about by themselves. They are remembered as calls of their
 * tokens and count against the limits; the answer tells what all have used, so that every process knows of the others.
 */
export function createReport(services: Services, answerer: Answerer): (exchange: Exchange) => Promise<void> {
  const shape = compileShape(CallReport)
  const operations = new NamedOperations({ id: 'sdk', method: 'POST', path: '/verify/calls' })
  const { deps, limits } = services
  return async exchange => {
    const body = await readJson(exchange.request)
    requireShape(shape, body)
    const { since, calls } = body as CallReport
    const isKnown = await findKnownPlaces(deps, calls)
    const nowMs = deps.clock.now().getTime()
    const made = new Map<string, CallsMade>()
    for (const group of calls.filter(isKnown)) {
      const times = group.at.map(afterMs => timeOf(since + afterMs, nowMs))
      remember(services, group, { times, requestId: exchange.requestId, operation: operations.named(group.label) })
      if (group.status === 200) addTo(made, group.integrationId, callsMade(times, nowMs))
    }
    const used = await Promise.all(
      [...made].map(async ([integrationId, count]) => ({
        integrationId,
        ...(await limits.add(integrationId, count, nowMs)),
      })),
    )
    answerer.json(exchange, { at: nowMs, limits: used })
  }
}

function timeOf(atMs: number, nowMs: number): number {
  return atMs > nowMs || atMs < nowMs - LATE_MS_MAX ? nowMs : atMs
}

interface Told {
  times: readonly number[]
  requestId: string
  operation: ReturnType<NamedOperations['named']>
}

function remember({ verifier, calls }: Services, group: DecidedCalls, { times, requestId, operation }: Told): void {
  const { ip, status, missingScope } = group
  const client = {
    ip,
    userAgent: plainHeader(group.userAgent),
    clientName: plainHeader(group.clientName, 100),
  }
  const [first = 0, last = first] = [Math.min(...times), Math.max(...times)]
  const earlier = { calls: times.length, firstAt: new Date(first), lastAt: new Date(last) }
  verifier.recordUse(group, client, earlier)
  for (const atMs of times) {
    calls.record({
      ...{ principal: group, client, operation, status, durationMs: 0, requestId, atMs },
      ...(missingScope !== undefined && { missingScope }),
    })
  }
}

/** A call counts in the window that it fell into; the windows before the present ones are over. */
function callsMade(times: readonly number[], nowMs: number): CallsMade {
  const since = (lengthMs: number) => {
    const startMs = nowMs - (nowMs % lengthMs)
    return times.filter(atMs => atMs >= startMs).length
  }
  return { tenSeconds: since(TEN_SECONDS_MS), day: since(DAY_MS) }
}

function addTo(made: Map<string, CallsMade>, integrationId: string, { tenSeconds, day }: CallsMade): void {
  const before = made.get(integrationId) ?? { tenSeconds: 0, day: 0 }
  made.set(integrationId, { tenSeconds: before.tenSeconds + tenSeconds, day: before.day + day })
}
