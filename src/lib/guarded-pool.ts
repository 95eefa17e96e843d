import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import { isStalePlan, StatementNames } from './statement-names.ts'

/** What pg says when `query_timeout` ran out without a byte from the server. */
const READ_TIMEOUT = 'Query read timeout'

/**
 * A pool that has PostgreSQL keep the plans of what comes often, and that throws connections away after a reply that never
 * came or a rollback that failed. pg only gives up waiting: the connection itself stays stuck, and back in the pool it would
 * make the next caller wait as long.
 */
export function guardedPool(pool: pg.Pool): PostgresPool {
  const names = new StatementNames()
  return {
    options: pool.options,
    connect: async () => guardedClient(await pool.connect(), names),
    end: () => pool.end(),
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

function guardedClient(client: pg.PoolClient, names: StatementNames): PostgresPoolClient {
  let stuck: Error | undefined
  const set = async (setting: string) => {
    if (settings.get(client) === setting) return NO_ROWS
    // Whether it was taken is not known before the answer is here.
    settings.delete(client)
    const result = await client.query(setting)
    settings.set(client, setting)
    return result
  }
  const query = async (...given: unknown[]) => {
    // A rollback on a dead line would only wait once more.
    if (stuck !== undefined) throw stuck
    try {
      if (typeof given[0] === 'string' && SETTING.test(given[0])) return await set(given[0])
      return await (client.query as (...given: unknown[]) => Promise<unknown>)(...named(given, names))
    } catch (error) {
      if ((error as Error).message === READ_TIMEOUT || given[0] === 'rollback') stuck = error as Error
      if (isStalePlan(error)) names.renew()
      throw error
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release: () => client.release(stuck !== undefined),
  }
}

/** Only what has values is named: a bare `begin` is quickest as it is. */
function named([text, values, ...rest]: unknown[], names: StatementNames): unknown[] {
  if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return [text, values, ...rest]
  const name = names.nameOf(text)
  return name === undefined ? [text, values, ...rest] : [{ name, text, values: values as unknown[] }, ...rest]
}
