import { existsSync } from 'node:fs'
import type pg from 'pg'
import type { Logger } from 'pino'
import { type Config, keysOf, mailSettingsOf } from './config.ts'
import type { World } from './deps.ts'
import { anchoredClock } from './lib/clock.ts'
import { type Database, EVERY_TENANT, openDatabase } from './lib/database.ts'
import { explainFolderFault, linkToNowhere } from './lib/embedded-postgres/error.ts'
import { takeTurn } from './lib/embedded-postgres/folder-lock.ts'
import { type EmbeddedPostgres, findRunningEmbeddedPostgres, startEmbeddedPostgres } from './lib/embedded-postgres.ts'
import { randomIds } from './lib/ids.ts'
import { createKeys, type KeyMaterial, loadKeyFile } from './lib/keys.ts'
import type { Mailer, MailerSettings } from './lib/mailer.ts'
import { makeFolder } from './lib/make-folder.ts'
import { checkKeys, hasKeyChecks } from './store/key-checks.ts'
import { APP_ROLE } from './store/migrate.ts'
import { databaseTime } from './store/nodes.ts'

/** A database server that answers: as its owner for migrations and backups, and how to leave it. */
export interface OpenedPostgres {
  connection: pg.PoolConfig
  /** Where it runs, for people. */
  place: string
  /** Settles when an embedded PostgreSQL of this process ended for good; never for one of others. */
  exited?: EmbeddedPostgres['exited']
  close(): Promise<void>
}

/** A world that is open until closed. `sync` brings its clock back in line with the database's. */
export interface OpenedWorld extends World {
  postgres: OpenedPostgres
  sync(): Promise<void>
  close(): Promise<void>
}

/** For how long: a server's database may be shared by others, a command's ends with the command. */
export type Stay = 'lasting' | 'brief'

/** Connects to DATABASE_URL, shares the embedded PostgreSQL that another process runs, or starts it. */
export async function openPostgres(config: Config, log: Logger, stay: Stay): Promise<OpenedPostgres> {
  if (config.DATABASE_URL !== undefined) {
    return { connection: { connectionString: config.DATABASE_URL }, place: 'an outside server', close: async () => {} }
  }
  makeDataDir(config.DATA_DIR)
  const turn = await takeTurn(config.DATA_DIR)
  try {
    const opened = await findOrStart(config, log, stay)
    const isOwn = opened.exited !== undefined
    if (stay === 'lasting' || !isOwn) turn.release()
    else return { ...opened, close: () => opened.close().finally(() => turn.release()) }
    return opened
  } catch (error) {
    turn.release()
    throw error
  }
}

/** A second server on one folder is refused by the first one's lock; a command shares what the server runs. */
async function findOrStart(config: Config, log: Logger, stay: Stay): Promise<OpenedPostgres> {
  const running = stay === 'lasting' ? undefined : findRunningEmbeddedPostgres(config.DATA_DIR)
  if (running !== undefined) return { connection: running, place: 'embedded, run by the server', close: async () => {} }
  const postgres = await startEmbeddedPostgres({
    dataDir: config.DATA_DIR,
    log: (level, text) => log[level]({ text }, 'postgres'),
    settings: { max_connections: config.DATABASE_CONNECTIONS + 20 },
  })
  const { connection, exited } = postgres
  return { connection, place: 'embedded', exited, close: () => postgres.stop() }
}

/** The keys beside the data; on an outside server the folder holds nothing else. */
async function keysOfFolder(config: Config, isFresh: boolean): Promise<KeyMaterial> {
  if (isFresh) makeDataDir(config.DATA_DIR)
  return loadKeyFile(config.DATA_DIR, isFresh).catch(error => {
    throw explainFolderFault(error, config.DATA_DIR)
  })
}

function makeDataDir(folder: string): void {
  try {
    makeFolder(folder)
  } catch (error) {
    throw explainFolderFault(error, folder)
  }
  if (!existsSync(folder)) throw linkToNowhere(folder)
}

/** What a process does with a schema that is not its release's, and how long it stays. */
export interface Opening {
  stay: Stay
  /** Runs as the owner of the tables, before anything else: migrates, or refuses. */
  prepare(connection: pg.PoolConfig): Promise<unknown>
}

/** Opens everything an app or a command stands on: database at this release's schema, keys, clock. */
export async function openWorld(config: Config, log: Logger, { stay, prepare }: Opening): Promise<OpenedWorld> {
  const postgres = await openPostgres(config, log, stay)
  try {
    await prepare(postgres.connection)
    const database = openDatabase({
      connection: postgres.connection,
      role: APP_ROLE,
      connectionsMax: config.DATABASE_CONNECTIONS,
      onLostConnection: error => log.warn({ err: error }, 'database.connection_lost'),
    })
    return await furnish({ config, log, postgres, database })
  } catch (error) {
    await postgres.close()
    throw error
  }
}

/** How this process delivers events; undefined where other nodes do. */
function deliveryOf({ WEBHOOK_DELIVERY, WEBHOOK_CONCURRENCY, WEBHOOK_RETENTION_DAYS }: Config): World['delivery'] {
  return WEBHOOK_DELIVERY ? { concurrency: WEBHOOK_CONCURRENCY, retentionDays: WEBHOOK_RETENTION_DAYS } : undefined
}

/** Loaded where mail goes out: with it come forty files, for which a command without mail would wait. */
async function openMailer(settings: MailerSettings): Promise<Mailer> {
  const { createMailer } = await import('./lib/mailer.ts')
  return createMailer(settings)
}

interface Bare {
  config: Config
  log: Logger
  postgres: OpenedPostgres
  database: Database
}

async function furnish({ config, log, postgres, database }: Bare): Promise<OpenedWorld> {
  try {
    const isFresh = !(await database.read(EVERY_TENANT, hasKeyChecks))
    const keys = createKeys(keysOf(config) ?? (await keysOfFolder(config, isFresh)))
    await database.transact(EVERY_TENANT, db => checkKeys(db, keys))
    const clock = anchoredClock()
    const sync = () => clock.sync(() => database.read(EVERY_TENANT, databaseTime))
    await sync()
    const close = async () => {
      await database.close()
      await postgres.close()
    }
    const settings = mailSettingsOf(config)
    const mailer = settings && (await openMailer(settings))
    const { connection } = postgres
    const { WEBHOOK_ALLOW_PRIVATE_TARGETS: allowedTargets } = config
    const delivery = deliveryOf(config)
    return {
      database,
      connection,
      clock,
      ids: randomIds,
      keys,
      log,
      mailer,
      allowedTargets,
      delivery,
      postgres,
      sync,
      close,
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
