import type pg from 'pg'
import type { Database } from '../../src/lib/database.ts'

/** Holds up whoever passes while it is armed. */
export interface Gate {
  isArmed: boolean
  reached: Promise<void>
  open(): void
  pass(): Promise<void>
}

export function newGate(): Gate {
  const reached = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  const gate: Gate = {
    isArmed: false,
    reached: reached.promise,
    open: opened.resolve,
    async pass() {
      if (!gate.isArmed) return
      gate.isArmed = false
      reached.resolve()
      await opened.promise
    },
  }
  return gate
}

/** A database whose reads fail at their end. */
export function brokenWhile(database: Database, isBroken: () => boolean): Database {
  return {
    ...database,
    read: (tenantId, work) =>
      database.read(tenantId, async db => {
        const done = await work(db)
        if (isBroken()) throw new Error('a change that cannot be applied')
        return done
      }),
  }
}

/** A database whose next load waits once its view of the rows is fixed, and whose next read of changes waits before it ends. */
export function gatedDatabase(database: Database, gates: { load: Gate; commit: Gate }): Database {
  return {
    ...database,
    stream: (tenantId, work) =>
      database.stream(tenantId, client => {
        const query = async (text: string) => {
          const result = await client.query(text)
          await gates.load.pass()
          return result
        }
        // A COPY is handed to the connection itself: only the plain query before it waits.
        const gated = { query: (what: string) => (typeof what === 'string' ? query(what) : client.query(what)) }
        return work(gated as unknown as pg.ClientBase)
      }),
    read: (tenantId, work) =>
      database.read(tenantId, async db => {
        const done = await work(db)
        // Only reads of changes give a list; a node also writes down how far it has come.
        if (Array.isArray(done)) await gates.commit.pass()
        return done
      }),
  }
}
