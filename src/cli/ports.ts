import type pg from 'pg'
import type { Deps } from '../actions/deps.ts'
import type { Clock } from '../lib/clock.ts'
import type { Terminal } from './terminal.ts'

/** What the command line asks of the process that carries it. All that takes configuration comes through here. */
export interface CommandPorts {
  version: string
  terminal: Terminal
  /** This machine's own clock, for what needs no database. */
  clock: Clock
  environment: CommandEnvironment
  /** Aborts when the process is told to stop. */
  signal: AbortSignal
  /** Runs the server until the signal. */
  serve(): Promise<void>
  /** The settings that commands speak of. Throws when the configuration is not right. */
  settings(): Promise<CommandSettings>
  /** The local database, shared with a running server or started for this command, for actions. */
  openOffice(): Promise<OpenedOffice>
  /** The local database as the owner of its tables: for migrations, backups and restores. */
  openOwner(mayCreate: boolean): Promise<OpenedOwner>
  /** Hands a test letter to the mail server of the settings; says which, and from whom. Throws when it is not taken. */
  sendTestMail(to: string): Promise<{ server: string; from: string }>
  /** What a doctor needs to know of the database. Changes nothing; throws when it can't be reached. */
  examineDatabase(): Promise<DatabaseFacts>
}

/** Environment variables and paths that commands use, read by whoever may read the environment. */
export interface CommandEnvironment {
  url?: string
  account?: string
  token?: string
  tokenFile?: string
  passwordFile?: string
  /** Where sign-ins are kept. */
  configDir: string
  /** Who stands at this machine, for the audit log. */
  operatorName: string
}

export interface CommandSettings {
  dataDir: string
  host: string
  port: number
  /** Where people reach the server. */
  publicUrl: URL
  /** True with DATABASE_URL: then the data folder holds at most the keys. */
  isOutsideDatabase: boolean
  /** True when the keys come from the environment. */
  hasKeys: boolean
}

/** Everything actions ask for, until closed. */
export interface OpenedOffice {
  deps: Deps
  close(): Promise<void>
}

export interface OpenedOwner {
  connection: pg.PoolConfig
  close(): Promise<void>
}

/** The state of a database as found. */
export interface DatabaseFacts {
  /** Such as "18.4". */
  version: string
  /** Where it runs: "embedded, run by process 4123". */
  place: string
  schemaVersion: number
  schemaVersionNeeded: number
  /** What a first start would break on, each with its remedy. */
  setupFaults: string[]
  /** `fault` is a sentence with the remedy. */
  keys: { state: 'match' } | { state: 'none' } | { state: 'fault'; fault: string }
  /** The servers that work on it at the moment. */
  liveNodeIds: string[]
  /** The database's time minus this machine's. */
  clockOffsetMs: number
  role: RoleFacts
  /** Tables with rows of accounts, and those of them that no policy guards. */
  tenantTables: { all: number; unguarded: string[] }
}

/** The role the server works as. */
export interface RoleFacts {
  name: string
  exists: boolean
  isAssumable: boolean
  isSuperuser: boolean
  bypassesRowSecurity: boolean
  tablesOwned: number
  canRewriteAudit: boolean
}
