import path from 'node:path'
import { type KeyMaterial, parseKey } from './lib/keys.ts'
import type { MailerSettings } from './lib/mailer.ts'
import {
  readBootstrapPassword,
  readDatabaseUrl,
  readEmail,
  readHosts,
  readMailFrom,
  readMetricsToken,
  readNetworks,
  readOneOf,
  readOtlpUrl,
  readPlatformKeys,
  readPort,
  readRedisUrl,
  readSmtpUrl,
  readSwitch,
  readTargets,
  readText,
  readUrl,
  readWhole,
} from './setting-readers.ts'

/** One setting: how it is read, what it means (docs/config.md is made from this), whether its value is a secret. */
interface Setting<Value, Default extends string | undefined = string | undefined> {
  read(text: string): Value
  byDefault: Default
  means: string
  isSecret?: boolean
}

const setting = <Value, const Default extends string | undefined>(entry: Setting<Value, Default>) => entry

/** Every environment variable that the server reads. */
export const SETTINGS = {
  PORT: setting({ read: readPort, byDefault: '3000', means: 'Port to listen on; 0 picks a free one.' }),
  HOST: setting({
    read: readText,
    byDefault: '127.0.0.1',
    means: 'Address to listen on; 0.0.0.0 listens on all of the machine’s.',
  }),
  PUBLIC_URL: setting({
    read: readUrl,
    byDefault: undefined,
    means:
      'Address under which people reach the server, such as https://integrations.example.com. Default: http://localhost and the port.',
  }),
  ALLOWED_HOSTS: setting({
    read: readHosts,
    byDefault: '',
    means: 'Further host names the server answers for, separated by commas. Others get 421.',
  }),
  TRUSTED_PROXIES: setting({
    read: readNetworks,
    byDefault: '',
    means: 'Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto count, separated by commas.',
  }),
  DATA_DIR: setting({
    read: text => path.resolve(text),
    byDefault: 'data',
    means: 'Folder of the embedded PostgreSQL and of keys.json.',
  }),
  DATABASE_URL: setting({
    read: readDatabaseUrl,
    byDefault: undefined,
    means:
      'PostgreSQL 15 or newer (UTF8) to use instead of the embedded one: postgres://user:password@host/database. The user must own the database and may make roles (CREATEROLE), or be given the roles pit_app and pit_usage beforehand.',
    isSecret: true,
  }),
  DATABASE_CONNECTIONS: setting({
    read: text => readWhole(text, 2, 500),
    byDefault: '10',
    means:
      'Database connections for requests, at most (2 to 500); the process opens nine more for itself, and up to three for a while.',
  }),
  REDIS_URL: setting({
    read: readRedisUrl,
    byDefault: undefined,
    means:
      'Redis or Valkey in which all nodes count the limits together: redis://user:password@host:6379. Default: each node counts what it answers itself.',
    isSecret: true,
  }),
  FAILED_LOOKUPS_PER_MINUTE: setting({
    read: text => readWhole(text, 0, 1_000_000),
    byDefault: '600',
    means:
      'Requests with tokens that are not valid answered per network and minute (IPv6: the /64); further ones get 429, and so do all when a hundred times as many fail. Valid tokens are never refused for it. 0: no limit.',
  }),
  METRICS_TOKEN: setting({
    read: readMetricsToken,
    byDefault: undefined,
    means:
      'Secret with which /metrics is read, as a bearer token: 16 characters or more. Default: only this machine itself may read it.',
    isSecret: true,
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting({
    read: readOtlpUrl,
    byDefault: undefined,
    means: 'OpenTelemetry collector that traces of requests are sent to, such as http://collector:4318. Default: none.',
  }),
  TOKEN_PEPPER: setting({
    read: text => parseKey('TOKEN_PEPPER', text),
    byDefault: undefined,
    means:
      'Key under which tokens are hashed: 32 random bytes in base64 or hex. Default: made at first start, in DATA_DIR/keys.json.',
    isSecret: true,
  }),
  TOKEN_PEPPER_PREVIOUS: setting({
    read: text => parseKey('TOKEN_PEPPER_PREVIOUS', text),
    byDefault: undefined,
    means: 'The pepper before this one; its tokens stay valid.',
    isSecret: true,
  }),
  KEY_ENCRYPTION_KEY: setting({
    read: text => parseKey('KEY_ENCRYPTION_KEY', text),
    byDefault: undefined,
    means:
      'Key that protects secrets which must be readable again: 32 random bytes in base64 or hex. Default: made at first start, in DATA_DIR/keys.json.',
    isSecret: true,
  }),
  WEBHOOK_ALLOW_PRIVATE_TARGETS: setting({
    read: readTargets,
    byDefault: '',
    means:
      'For development: addresses, networks and host names that webhooks may be sent to although they are private, by http too, such as 127.0.0.1,localhost,10.0.0.0/8,*.test. 1 allows all. Default: none.',
  }),
  WEBHOOK_DELIVERY: setting({
    read: readSwitch,
    byDefault: '1',
    means: '0 leaves the delivery of events to other nodes.',
  }),
  WEBHOOK_CONCURRENCY: setting({
    read: text => readWhole(text, 8, 20_000),
    byDefault: '2000',
    means: 'Webhook requests on their way at once, at most; each takes about 20 kB of memory.',
  }),
  WEBHOOK_RETENTION_DAYS: setting({
    read: text => readWhole(text, 5, 365),
    byDefault: '30',
    means: 'Days for which events and their deliveries are kept (5 to 365).',
  }),
  BOOTSTRAP_ADMIN_EMAIL: setting({
    read: readEmail,
    byDefault: undefined,
    means: 'With BOOTSTRAP_ADMIN_PASSWORD: a first start makes this admin, without a browser.',
  }),
  BOOTSTRAP_ADMIN_PASSWORD: setting({
    read: readBootstrapPassword,
    byDefault: undefined,
    means: 'The first admin’s password, at least 15 characters.',
    isSecret: true,
  }),
  BOOTSTRAP_ACCOUNT_NAME: setting({
    read: readText,
    byDefault: 'My company',
    means: 'Name of the agency and the location that a first start makes.',
  }),
  SAMPLE_DATA: setting({
    read: readSwitch,
    byDefault: '0',
    means: '1 adds sample contacts, pipelines, users and a second location to the bootstrap’s accounts.',
  }),
  SMTP_URL: setting({
    read: readSmtpUrl,
    byDefault: undefined,
    means:
      'Mail server that takes notices: smtp://user:password@host:587 (STARTTLS) or smtps://…:465. Without it nothing is mailed.',
    isSecret: true,
  }),
  MAIL_FROM: setting({
    read: readMailFrom,
    byDefault: undefined,
    means: 'With SMTP_URL: whom letters come from, such as Referins <no-reply@example.com>.',
  }),
  TOKEN_INDEX: setting({
    read: text => readOneOf(text, ['on', 'off'] as const),
    byDefault: 'on',
    means: 'on holds all live tokens in memory (100 MB a million); off asks the database at each check.',
  }),
  PLATFORM_KEYS: setting({
    read: readPlatformKeys,
    byDefault: '',
    means:
      'Keys by which a platform may ask about any token (POST /verify, /oauth/introspect): 32 characters or more each, separated by commas. Two while one is being replaced.',
    isSecret: true,
  }),
  DRAIN_SECONDS: setting({
    read: text => readWhole(text, 0, 600),
    byDefault: '0',
    means: 'Seconds between “not ready” and closing the port at a stop, for a load balancer to notice.',
  }),
  LOG_LEVEL: setting({
    read: text => readOneOf(text, ['debug', 'info', 'warn', 'error', 'silent'] as const),
    byDefault: 'info',
    means: 'debug, info, warn, error or silent.',
  }),
} as const

/** The settings as values; an unset one without a default is undefined. */
export type Config = {
  [Name in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[Name]['read']> | DefaultOf<(typeof SETTINGS)[Name]>
}
type DefaultOf<Entry> = Entry extends { byDefault: string } ? never : undefined

/** Something in the environment is not as it should be. The message lists ALL faults. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`The configuration is not right:\n${faults.map(fault => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

/** Reads the environment once. Throws ConfigError with every fault, never with a secret's value. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const faults: string[] = []
  const config: Record<string, unknown> = {}
  for (const [name, entry] of Object.entries(SETTINGS) as [keyof Config, Setting<unknown>][]) {
    const text = environment[name] || entry.byDefault
    try {
      config[name] = text === undefined ? undefined : entry.read(text)
    } catch (error) {
      const reason = (error as Error).message
      faults.push(reason.startsWith(name) ? reason : `${name} ${reason}`)
    }
  }
  const isSet = (name: keyof Config) => Boolean(environment[name])
  if (isSet('TOKEN_PEPPER') !== isSet('KEY_ENCRYPTION_KEY')) {
    faults.push('TOKEN_PEPPER and KEY_ENCRYPTION_KEY must be set together, or neither.')
  }
  if (isSet('TOKEN_PEPPER_PREVIOUS') && !isSet('TOKEN_PEPPER')) {
    faults.push('TOKEN_PEPPER_PREVIOUS must not be set without TOKEN_PEPPER.')
  }
  if (isSet('BOOTSTRAP_ADMIN_EMAIL') !== isSet('BOOTSTRAP_ADMIN_PASSWORD')) {
    faults.push('BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD must be set together.')
  }
  if (isSet('SMTP_URL') !== isSet('MAIL_FROM')) faults.push('SMTP_URL and MAIL_FROM must be set together.')
  if (faults.length > 0) throw new ConfigError(faults)
  return config as Config
}

/** Keys given by the environment; undefined when the data folder's file is meant. */
export function keysOf(config: Config): KeyMaterial | undefined {
  if (config.TOKEN_PEPPER === undefined || config.KEY_ENCRYPTION_KEY === undefined) return undefined
  return {
    pepper: config.TOKEN_PEPPER,
    previousPepper: config.TOKEN_PEPPER_PREVIOUS,
    keyEncryptionKey: config.KEY_ENCRYPTION_KEY,
  }
}

/** How mail goes out; undefined when none does. */
export function mailSettingsOf({ SMTP_URL, MAIL_FROM }: Config): MailerSettings | undefined {
  return SMTP_URL === undefined || MAIL_FROM === undefined ? undefined : { smtpUrl: SMTP_URL, from: MAIL_FROM }
}

/** What was set, for the first log line. A secret appears only as "set". */
export function summaryOf(environment: Record<string, string | undefined>): Record<string, string> {
  const set = (Object.entries(SETTINGS) as [string, Setting<unknown>][]).filter(([name]) => environment[name])
  return Object.fromEntries(set.map(([name, entry]) => [name, entry.isSecret ? 'set' : (environment[name] ?? '')]))
}
