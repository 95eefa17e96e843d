import { type CompiledQuery, type DatabaseConnection, type Dialect, Kysely } from 'kysely'

/** Asked before each statement, which goes out at once, or when what the gate gives is fulfilled; if that fails, it fails alike. */
export type Gate = (query: CompiledQuery) => Promise<unknown> | undefined

/** The same connection with a gate before it. */
export type GatedBy<Db> = (gate: Gate) => Db

/**
 * Runs work on one connection. Statements go out as they are asked; kysely's own `connection()` keeps each back until the
 * one before is answered.
 */
export function onOneConnection<Tables, T>(
  kysely: Kysely<Tables>,
  dialect: Dialect,
  work: (db: Kysely<Tables>, gatedBy: GatedBy<Kysely<Tables>>) => Promise<T>,
): Promise<T> {
  const executor = kysely.getExecutor()
  const bind = (connection: DatabaseConnection) => {
    const bound = executor.withConnectionProvider({ provideConnection: consumer => consumer(connection) })
    return new Kysely<Tables>({ config: { dialect }, dialect, driver: dialect.createDriver(), executor: bound })
  }
  return executor.provideConnection(connection =>
    work(bind(connection), gate => bind(gatedConnection(connection, gate))),
  )
}

function gatedConnection(connection: DatabaseConnection, gate: Gate): DatabaseConnection {
  return {
    executeQuery: async (query, ...rest) => {
      const wait = gate(query)
      if (wait !== undefined) await wait
      return connection.executeQuery(query, ...rest)
    },
    streamQuery: (...given) => connection.streamQuery(...given),
  }
}
