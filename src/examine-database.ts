import pg from 'pg'
import type { Logger } from 'pino'
import type { DatabaseFacts } from './cli/ports.ts'
import { type Config, keysOf } from './config.ts'
import { systemClock } from './lib/clock.ts'
import { EVERY_TENANT, openDatabase, type Sql } from './lib/database.ts'
import { KeyError } from './lib/key-error.ts'
import { createKeys, loadKeyFile } from './lib/keys.ts'
import { findRoleRights, listTenantTables, postgresVersion } from './store/examination.ts'
import { checkKeys, hasKeyChecks } from './store/key-checks.ts'
import { APP_ROLE, newestVersion, SERVER_ROLES, schemaVersion } from './store/migrate.ts'
import { databaseTime, listLiveNodes } from './store/nodes.ts'
import { findSetupRights, setupFaults } from './store/setup-rights.ts'
import { openPostgres } from './world.ts'

/** Looks at the database as its owner, whatever state it is in, and changes nothing. */
export async function examineDatabase(config: Config, log: Logger): Promise<DatabaseFacts> {
  const postgres = await openPostgres(config, log, 'brief')
  const database = openDatabase({ connection: postgres.connection, connectionsMax: 1 })
  try {
    const version = await schemaVersion(postgres.connection)
    const hasSchema = version > 0
    return await database.read(EVERY_TENANT, async db => ({
      version: await postgresVersion(db),
      place: postgres.place,
      schemaVersion: version,
      schemaVersionNeeded: await newestVersion(),
      setupFaults: hasSchema ? [] : await faultsOfSetup(postgres.connection),
      keys: hasSchema ? await keyFacts(db, config) : { state: 'none' },
      liveNodeIds: hasSchema ? await listLiveNodes(db) : [],
      clockOffsetMs: await clockOffsetMs(db),
      ...(hasSchema ? await wallFacts(db) : NO_WALLS),
    }))
  } finally {
    await database.close()
    await postgres.close()
  }
}

async function faultsOfSetup(connection: pg.PoolConfig): Promise<string[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return setupFaults(await findSetupRights(client, SERVER_ROLES), SERVER_ROLES)
  } finally {
    await client.end()
  }
}

const NO_WALLS: Pick<DatabaseFacts, 'role' | 'tenantTables'> = {
  role: {
    name: APP_ROLE,
    exists: false,
    isAssumable: false,
    isSuperuser: false,
    bypassesRowSecurity: false,
    tablesOwned: 0,
    canRewriteAudit: false,
  },
  tenantTables: { all: 0, unguarded: [] },
}

async function wallFacts(db: Sql): Promise<Pick<DatabaseFacts, 'role' | 'tenantTables'>> {
  const tables = await listTenantTables(db)
  const unguarded = tables.filter(({ isGuarded }) => !isGuarded).map(({ name }) => name)
  const role = { name: APP_ROLE, ...(await findRoleRights(db, APP_ROLE)) }
  return { role, tenantTables: { all: tables.length, unguarded } }
}

async function keyFacts(db: Sql, config: Config): Promise<DatabaseFacts['keys']> {
  if (!(await hasKeyChecks(db))) return { state: 'none' }
  try {
    await checkKeys(db, createKeys(keysOf(config) ?? (await loadKeyFile(config.DATA_DIR, false))))
    return { state: 'match' }
  } catch (error) {
    if (error instanceof KeyError) return { state: 'fault', fault: error.message }
    throw error
  }
}

/** The machine's clock is read before and after, so that the way to the database counts half. */
async function clockOffsetMs(db: Sql): Promise<number> {
  const askedMs = systemClock.now().getTime()
  const there = await databaseTime(db)
  return there.getTime() - (askedMs + systemClock.now().getTime()) / 2
}
