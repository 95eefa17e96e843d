import { type Dialect, Kysely } from 'kysely'

/**
 * Runs work on one connection. Statements go out as they are asked; kysely's own `connection()` keeps each back until the
 * one before is answered.
 */
export function onOneConnection<Tables, T>(
  kysely: Kysely<Tables>,
  dialect: Dialect,
  work: (db: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  const executor = kysely.getExecutor()
  return executor.provideConnection(connection => {
    const bound = executor.withConnectionProvider({ provideConnection: consumer => consumer(connection) })
    return work(new Kysely<Tables>({ config: { dialect }, dialect, driver: dialect.createDriver(), executor: bound }))
  })
}
