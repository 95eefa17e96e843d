import type { Counting } from './counting.ts'
import type { MetricsServices } from './http/metrics.ts'
import { type LoadServices, RequestMetrics } from './http/request-metrics.ts'
import type { Database } from './lib/database.ts'
import { LoadWatch } from './lib/load-watch.ts'
import { Histogram, type Reading } from './lib/metrics.ts'
import type { Follower } from './verify/follower.ts'

/** How a node is watched over. */
export interface WatchingSettings {
  metricsToken?: string
  /** Sends requests away while there is too much to do: for a process that serves, not for one that tests. */
  shedsLoad?: boolean
}

/** What a node knows of itself, for /metrics and for sending work away. */
export interface Watching {
  services: LoadServices & MetricsServices
  /** One reply waited this long for the other nodes. */
  recordBarrier(waitMs: number): void
  /** Further numbers to show. */
  add(source: () => Reading[]): void
  start(): void
  stop(): void
}

/** A second of delay makes every request a second late; a queue this long is more than a second of work. */
const DELAY_MS_MAX = 1000
const WAITING_PER_CONNECTION_MAX = 50
const BARRIER_BOUNDS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5]

interface Watched {
  database: Database
  follower: Pick<Follower, 'index' | 'isTrusted' | 'leaseLeftMs'>
  counting: Counting
}

/** Watches over a node. Numbers are gathered when someone asks for them. */
export function createWatching(watched: Watched, settings: WatchingSettings): Watching {
  const { pool } = watched.database
  const waitingMax = WAITING_PER_CONNECTION_MAX * (pool.options.max ?? 10)
  const load = new LoadWatch({ delayMsMax: DELAY_MS_MAX, waitingMax }, () => pool.waitingCount)
  const requestMetrics = new RequestMetrics()
  const barrier = new Histogram(BARRIER_BOUNDS_SECONDS)
  const sources: (() => Reading[])[] = [
    () => requestMetrics.read(),
    () => readVerifying(watched),
    () => [
      {
        name: 'pit_barrier_wait_seconds',
        help: 'Time that replies to changes waited until every node knew of them.',
        kind: 'histogram',
        values: [barrier.read()],
      },
    ],
    () => readCounting(watched.counting),
    () => readProcess(watched.database, load),
  ]
  return {
    services: {
      requestMetrics,
      readMetrics: () => sources.flatMap(source => source()),
      ...(settings.metricsToken !== undefined && { metricsToken: settings.metricsToken }),
      ...(settings.shedsLoad === true && { isOverloaded: () => load.isOver() }),
    },
    recordBarrier: waitMs => barrier.add(waitMs / 1000),
    add: source => void sources.push(source),
    start: () => load.start(),
    stop: () => load.stop(),
  }
}

const gauge = (name: string, help: string, value: number): Reading => ({
  name,
  help,
  kind: 'gauge',
  values: [{ value }],
})
const counter = (name: string, help: string, value: number): Reading => ({
  ...{ name, help, kind: 'counter' },
  values: [{ value }],
})

function readVerifying({ follower, counting }: Watched): Reading[] {
  return [
    {
      name: 'pit_verdicts_total',
      help: 'Tokens decided about, by verdict: accepted, or why not.',
      kind: 'counter',
      values: [...counting.verdicts].map(([verdict, value]) => ({ labels: { verdict }, value })),
    },
    gauge('pit_index_tokens', 'Tokens in the index.', follower.index.tokenCount),
    gauge('pit_node_trusted', '1 while the node may answer from its index.', follower.isTrusted() ? 1 : 0),
    gauge('pit_lease_left_seconds', 'Time until the node’s lease ends.', Math.max(0, follower.leaseLeftMs) / 1000),
  ]
}

function readCounting({ calls, failures, limitsMode, limitsNodes }: Counting): Reading[] {
  const { waiting, dropped, failed } = calls.counts
  return [
    gauge('pit_calls_waiting', 'Calls that wait to be written to the log of calls.', waiting),
    counter('pit_calls_dropped_total', 'Calls missing in the log of calls: there was no room.', dropped),
    counter('pit_calls_refused_total', 'Calls missing in the log of calls: the database refused them.', failed),
    counter('pit_failed_lookups_limited_total', 'Failed look-ups answered with 429.', failures.turnedAway),
    {
      name: 'pit_limits_mode',
      help: 'Who counts the limits: this node alone, all nodes in Redis, or this node its share while Redis is away.',
      kind: 'gauge',
      values: ['node', 'shared', 'share'].map(mode => ({ labels: { mode }, value: limitsMode() === mode ? 1 : 0 })),
    },
    gauge('pit_limits_nodes', 'Nodes that share the limits while Redis is away, as last counted.', limitsNodes()),
  ]
}

function readProcess({ pool }: Database, load: LoadWatch): Reading[] {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  return [
    {
      name: 'pit_database_connections',
      help: 'Connections of the pool.',
      kind: 'gauge',
      values: [
        { labels: { state: 'busy' }, value: pool.totalCount - pool.idleCount },
        { labels: { state: 'idle' }, value: pool.idleCount },
      ],
    },
    gauge('pit_database_waiting', 'Requests that wait for a connection of the pool.', pool.waitingCount),
    gauge('pit_event_loop_delay_seconds', 'The longest delay since the last reading.', load.takeWorstDelayMs() / 1000),
    gauge('process_resident_memory_bytes', 'Memory of the process.', rss),
    gauge('pit_heap_used_bytes', 'Memory of JavaScript objects.', heapUsed),
    counter('process_cpu_seconds_total', 'Processor time.', (user + system) / 1e6),
  ]
}
