import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { sqlState } from './database-error.ts'
import { guardedPool, heard } from './guarded-pool.ts'
import { onOneConnection } from './one-connection.ts'
import { isStalePlan } from './statement-names.ts'
import { runTransaction, type Sent } from './transaction.ts'

/** A connection bound query builder. Callers name their own tables with `withTables`. */
// oxlint-disable-next-line typescript/no-explicit-any -- each room brings its own table types through withTables
export type Sql = Kysely<any>

/** What all of the pool's work passes through: one tenant at a time, or openly every tenant. */
export interface Database {
  /** The connections that all of it works on, but for `stream`. */
  pool: pg.Pool
  /** Others, opened when they are first asked for, on which each statement waits for the answer to the one before: for COPY. */
  copyPool: pg.Pool
  /**
   * Runs reads on one connection that sees only this tenant's rows. No transaction. Here as in all the others, what is asked
   * at once is sent at once (PostgreSQL's pipelining), and answered in that order.
   */
  read<T>(tenantId: string, work: (db: Sql) => Promise<T>): Promise<T>
  /** Runs reads that all see the same moment, whatever others commit in between. */
  snapshot<T>(tenantId: string, work: (db: Sql) => Promise<T>): Promise<T>
  /** The same on a bare connection and with time for statements that read a whole table: for COPY. */
  stream<T>(tenantId: string, work: (client: pg.ClientBase) => Promise<T>): Promise<T>
  /** Runs work in one transaction that sees and writes only this tenant's rows; retried on a serialisation failure. */
  transact<T>(tenantId: string, work: (db: Sql, sent: Sent) => Promise<T>): Promise<T>
  /**
   * The same database through a few connections of its own, for work that must not wait behind all other. With `tenantId`
   * they see that tenant's rows from the start, and no other's: a statement less for each piece of work. `isQueue` is for
   * statements that take a few rows off the front of a long index.
   */
  beside(connectionsMax: number, tenantId?: string, isQueue?: boolean): Database
  close(): Promise<void>
}

/** For the few jobs that are no tenant's: sign-in, a worker's claim, loading the token index. */
export const EVERY_TENANT = '*'

/** Where and as whom to connect. `role` is taken on at once: the server never works as the tables' owner. */
export interface DatabaseOptions {
  connection: pg.PoolConfig
  role?: string
  connectionsMax?: number
  /** The only tenant whose rows these connections see. */
  tenantId?: string
  isQueue?: boolean
  onLostConnection?: (error: Error) => void
}

const CONNECT_TIMEOUT_MS = 2000
/** A connection knows tables and plans by heart: the first search on a fresh one takes 70 to 120 ms, the next ones 10. */
const IDLE_MS = 600_000
const STATEMENT_TIMEOUT_MS = 4000
/** Longer than PostgreSQL takes to give up by itself: past this the line is dead, not the statement slow. */
const SILENCE_TIMEOUT_MS = 5000
const LOCK_TIMEOUT_MS = 2000
const STREAM_TIMEOUT_MS = 120_000
/** One piece of work at a time copies: the load of the index or, on a database of its own, the log of calls. */
const COPIES_MAX = 1
const DEADLOCK_TRIES = 3

/**
 * Queues grow and shrink faster than statistics follow. Believing that few rows wait, the planner fetches and sorts all of
 * them to hand out two hundred: 170 ms a turn with 30,000 events waiting, and past the statement's time with a million.
 */
const QUEUE_PLANS = { enable_seqscan: 'off', enable_bitmapscan: 'off', enable_sort: 'off' }

const BIGINT_OID = 20

/** Row counts and sequence numbers stay far below 2^53, so bigint is read as a number. */
const TYPES = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === BIGINT_OID ? Number : pg.types.getTypeParser(oid, format),
}

/** Opens a pool whose every connection carries the limits above. Nothing is connected until first use. */
export function openDatabase(options: DatabaseOptions): Database {
  const settings: pg.PoolConfig = {
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    ...withStartup(options.connection, startupOptions(options)),
    types: TYPES,
  }
  let isClosing = false
  const onError = (error: Error) => {
    if (!isClosing) options.onLostConnection?.(error)
  }
  const pool = heard(new pg.Pool({ ...settings, pipeline: true }), onError)
  // A COPY can't be pipelined: what is written behind it would be answered out of it.
  const copyPool = heard(new pg.Pool({ ...settings, max: COPIES_MAX, query_timeout: SILENCE_TIMEOUT_MS }), onError)
  const dialect = new PostgresDialect({ pool: guardedPool(pool, SILENCE_TIMEOUT_MS) })
  const kysely: Sql = new Kysely({ dialect })
  const entryOf = (tenantId: string, extent: Extent) => tenantEntry(tenantId, { extent, only: options.tenantId })
  const transaction = <T>(begin: string, tenantId: string, work: (db: Sql, sent: Sent) => Promise<T>) => {
    const entry = entryOf(tenantId, 'transaction')
    return onOneConnection(kysely, dialect, (db, gatedBy) =>
      runTransaction({ db, gatedBy }, entry === undefined ? begin : `${begin}; ${entry}`, work),
    )
  }
  return {
    pool,
    copyPool,
    read: (tenantId, work) =>
      retryOn(isStalePlan, () =>
        onOneConnection(kysely, dialect, async db => {
          const entry = entryOf(tenantId, 'session')
          if (entry !== undefined) await sql.raw(entry).execute(db)
          return work(db)
        }),
      ),
    snapshot: (tenantId, work) =>
      retryOn(isConflict, () => transaction('begin isolation level repeatable read', tenantId, work)),
    stream: async (tenantId, work) => {
      entryOf(tenantId, 'transaction')
      return stream(copyPool, tenantId, work)
    },
    transact: (tenantId, work) => retryOn(isConflict, () => transaction('begin', tenantId, work)),
    beside: (connectionsMax, tenantId, isQueue) => openDatabase({ ...options, connectionsMax, tenantId, isQueue }),
    async close() {
      // pg says goodbye without waiting for the answer: what breaks from now on is no news.
      isClosing = true
      await Promise.all([kysely.destroy(), copyPool.end()])
    },
  }
}

/** An address may carry options too. They would replace ours: the role, and with it the walls between tenants. */
function withStartup(connection: pg.PoolConfig, ours: string): pg.PoolConfig {
  const { connectionString = '' } = connection
  const given = URL.canParse(connectionString) ? new URL(connectionString).searchParams.get('options') : null
  if (given === null) return { ...connection, options: ours }
  const bare = new URL(connectionString)
  bare.searchParams.delete('options')
  return { ...connection, connectionString: bare.href, options: `${given} ${ours}` }
}

/** Our statements are short: compiling one takes longer than running it, and the queues' plans look dear enough to be compiled. */
function startupOptions({ role, tenantId, isQueue }: Pick<DatabaseOptions, 'role' | 'tenantId' | 'isQueue'>): string {
  const settings = {
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    jit: 'off',
    ...(role === undefined ? {} : { role }),
    ...(tenantId === undefined ? {} : { 'app.account_id': tenantId }),
    ...(isQueue === true ? QUEUE_PLANS : {}),
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}

async function stream<T>(pool: pg.Pool, tenantId: string, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let isWhole = false
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(`set local statement_timeout = ${STREAM_TIMEOUT_MS}`)
    await client.query("select set_config('app.account_id', $1, true)", [tenantId])
    const done = await work(client)
    await client.query('commit')
    isWhole = true
    return done
  } finally {
    // What broke off in the middle of a COPY is good for nothing else.
    client.release(!isWhole)
  }
}

type Extent = 'session' | 'transaction'

/** The statement that opens one tenant's rows; undefined on connections that see the only one they may. */
function tenantEntry(tenantId: string, { extent, only }: { extent: Extent; only?: string }): string | undefined {
  if (only === undefined) {
    return `select set_config('app.account_id', ${pg.escapeLiteral(tenantId)}, ${extent === 'transaction'})`
  }
  if (only !== tenantId) throw new Error('these connections see another tenant')
  return undefined
}

const SERIALISATION_FAILURES = new Set(['40001', '40P01'])

const isConflict = (error: unknown): boolean => SERIALISATION_FAILURES.has(sqlState(error) ?? '') || isStalePlan(error)

async function retryOn<T>(isWorthAnother: (error: unknown) => boolean, run: () => Promise<T>): Promise<T> {
  for (let tryNumber = 1; ; tryNumber++) {
    try {
      return await run()
    } catch (error) {
      if (tryNumber >= DEADLOCK_TRIES || !isWorthAnother(error)) throw error
    }
  }
}
