import type { DatabaseFacts, OpenedOffice, OpenedOwner } from './cli/ports.ts'
import type { Config } from './config.ts'
import { createDeps } from './deps.ts'
import { examineDatabase } from './examine-database.ts'
import { openQuietLog } from './process-log.ts'
import { requireNewestVersion } from './store/migrate.ts'
import { UseRecorder } from './verify/use-recorder.ts'
import { openPostgres, openWorld } from './world.ts'

// What a command does on the database itself, apart from command-ports.ts: with it come five hundred files, for which a
// command that asks a server, or only prints its help, should not wait.

/** A process without an index of its own: what it does is enforced by the nodes that serve, on their next request. */
export async function openOffice(config: Config): Promise<OpenedOffice> {
  const world = await openWorld(config, openQuietLog(config), { stay: 'brief', prepare: requireNewestVersion })
  const deps = createDeps(world, { use: new UseRecorder(world.database, world.clock) })
  return { deps, close: () => world.close() }
}

/** The same database as the owner of its tables. */
export async function openOwner(config: Config): Promise<OpenedOwner> {
  return openPostgres(config, openQuietLog(config), 'brief')
}

/** The state of the database as found. */
export async function findFacts(config: Config): Promise<DatabaseFacts> {
  return examineDatabase(config, openQuietLog(config))
}
