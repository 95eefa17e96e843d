import type { FastifyInstance } from 'fastify'
import { Histogram, type Reading } from '../lib/metrics.ts'

/** Doors as metrics tell them apart, by how a path begins. */
const DOORS = [
  ['v2', /^\/v2(?:\/|$)/],
  ['v1', /^\/v1(?:\/|$)/],
  ['api', /^\/api(?:\/|$)/],
  ['platform', /^\/(?:verify|authz|oauth)(?:\/|$)/],
  ['mcp', /^\/mcp(?:\/|$)/],
  ['probe', /^\/(?:healthz|readyz|metrics)$/],
] as const

const BOUNDS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Counts answered requests by door and status, and how long they took. */
export class RequestMetrics {
  #counts = new Map<string, Map<number, number>>()
  #durations = new Map<string, Histogram>()
  #shed = 0

  /** Without a duration the request is only counted. */
  record(door: string, status: number, durationMs?: number): void {
    let counts = this.#counts.get(door)
    if (counts === undefined) this.#counts.set(door, (counts = new Map()))
    counts.set(status, (counts.get(status) ?? 0) + 1)
    if (durationMs === undefined) return
    let durations = this.#durations.get(door)
    if (durations === undefined) this.#durations.set(door, (durations = new Histogram(BOUNDS_SECONDS)))
    durations.add(durationMs / 1000)
  }

  /** One request was sent away because of too much load. */
  recordShed(): void {
    this.#shed++
  }

  read(): Reading[] {
    return [
      {
        name: 'pit_http_requests_total',
        help: 'Requests answered, by door and status.',
        kind: 'counter',
        values: [...this.#counts].flatMap(([door, counts]) =>
          [...counts].map(([status, value]) => ({ labels: { door, status: String(status) }, value })),
        ),
      },
      {
        name: 'pit_http_request_duration_seconds',
        help: 'Time from a request to its answer, by door.',
        kind: 'histogram',
        values: [...this.#durations].map(([door, durations]) => ({ labels: { door }, ...durations.read() })),
      },
      {
        name: 'pit_http_requests_shed_total',
        help: 'Requests answered with 503 because the node had too much to do.',
        kind: 'counter',
        values: [{ value: this.#shed }],
      },
    ]
  }
}

/** Counts requests, and says when a node has too much to do. */
export interface LoadServices {
  requestMetrics: RequestMetrics
  /** Absent = nothing is sent away. */
  isOverloaded?(): boolean
}

/** Counts every request that the framework answers. */
export function addRequestMetrics(app: FastifyInstance, { requestMetrics }: { requestMetrics: RequestMetrics }): void {
  const doors = new Map<string, string>()
  app.addHook('onResponse', (request, reply, done) => {
    // By the route's pattern: there are only so many, whatever callers write.
    const route = request.routeOptions.url ?? ''
    let door = doors.get(route)
    if (door === undefined) doors.set(route, (door = doorOf(route)))
    requestMetrics.record(door, reply.statusCode, reply.elapsedTime)
    done()
  })
}

function doorOf(path: string): string {
  if (path === '') return 'none'
  return DOORS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'page'
}
