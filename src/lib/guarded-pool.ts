import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import { type Line, SILENT, SilenceWatch, type Wired } from './silence-watch.ts'
import { isStalePlan, StatementNames } from './statement-names.ts'

/**
 * A pool that has PostgreSQL keep the plans of what comes often, and that throws connections away on which nothing was heard for
 * `silenceMs` although an answer is due, or whose rollback failed. Back in the pool such a one would make the next caller wait
 * as long.
 */
export function guardedPool(pool: pg.Pool, silenceMs: number): PostgresPool {
  const names = new StatementNames()
  const watch = new SilenceWatch(silenceMs)
  // One for each client and not for each time it is lent out: kysely remembers whatever it is given.
  const guarded = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect()
      const known = guarded.get(client)
      if (known !== undefined) return known
      const made = guardedClient(client, { names, line: watch.lineOf(client) })
      guarded.set(client, made)
      return made
    },
    end() {
      watch.stop()
      return pool.end()
    },
  }
}

/** Reports connections that break, lent out or not, to `onError`; without a listener their error event would end the process. */
export function heard(pool: pg.Pool, onError: (error: Error) => void): pg.Pool {
  pool.on('error', onError)
  pool.on('connect', client => client.on('error', onError))
  return pool
}

/** What each connection was last told for good, such as whose rows it sees: saying it again would be a round trip for nothing. */
const settings = new WeakMap<pg.PoolClient, string>()
const SETTING = /^select set_config\(.*, false\)$/
const NO_ROWS = { command: 'SELECT', rowCount: 0, rows: [] }

/** Sends what is asked in one go as one packet: each statement by itself would be a call into the kernel, and wake PostgreSQL. */
function gather({ connection }: Wired): void {
  const { stream } = connection
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

function guardedClient(
  client: pg.PoolClient,
  { names, line }: { names: StatementNames; line: Line },
): PostgresPoolClient {
  let stuck: Error | undefined
  const set = async (setting: string) => {
    if (settings.get(client) === setting) return NO_ROWS
    // Whether it was taken is not known before the answer is here.
    settings.delete(client)
    const result = await ask(client, [setting])
    settings.set(client, setting)
    return result
  }
  const query = async (...given: unknown[]) => {
    // A rollback on a dead line would only wait once more.
    if (stuck !== undefined) throw stuck
    gather(client)
    line.asked()
    try {
      if (typeof given[0] === 'string' && SETTING.test(given[0])) return await set(given[0])
      return await ask(client, named(given, names))
    } catch (error) {
      if ((error as Error).message === SILENT || given[0] === 'rollback') stuck = error as Error
      if (isStalePlan(error)) names.renew()
      throw error
    } finally {
      line.answered()
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release: () => client.release(stuck !== undefined),
  }
}

/** By a callback: where pg makes the promises more garbage outlives its collections, and pauses for them were four times as long (ADR 0019). */
function ask(client: pg.PoolClient, given: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const query = client.query as (...given: unknown[]) => void
    query.call(client, ...given, (error: Error | null, result: unknown) =>
      error === null ? resolve(result) : reject(error),
    )
  })
}

/** Only what has values is named: a bare `begin` is quickest as it is. */
function named([text, values, ...rest]: unknown[], names: StatementNames): unknown[] {
  if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return [text, values, ...rest]
  const name = names.nameOf(text)
  return name === undefined ? [text, values, ...rest] : [{ name, text, values: values as unknown[] }, ...rest]
}
