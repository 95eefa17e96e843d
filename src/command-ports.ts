import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import path from 'node:path'
import { type Logger, pino } from 'pino'
import { CommandFailure } from './cli/failure.ts'
import type { CommandEnvironment, CommandPorts, OpenedOffice, OpenedOwner } from './cli/ports.ts'
import { type Config, ConfigError, mailSettingsOf, readConfig, summaryOf } from './config.ts'
import { createDeps } from './deps.ts'
import { examineDatabase } from './examine-database.ts'
import { systemClock } from './lib/clock.ts'
import { randomIds } from './lib/ids.ts'
import { createLogger } from './lib/log.ts'
import { createMailer, MailError } from './lib/mailer.ts'
import { ListenError } from './listen-error.ts'
import { requireNewestVersion } from './store/migrate.ts'
import { UseRecorder } from './verify/use-recorder.ts'
import { openPostgres, openWorld } from './world.ts'

type Environment = Record<string, string | undefined>

/** Everything the command line gets from this process: its streams, its environment, and the ways to the database. */
export async function createCommandPorts(environment: Environment, signal: AbortSignal): Promise<CommandPorts> {
  const version = await packageVersion()
  const config = () => explainedConfig(environment)
  const { stdin, stdout, stderr } = process
  return {
    version,
    terminal: { stdin, stdout, stderr, allowsColor: !environment.NO_COLOR && environment.TERM !== 'dumb' },
    clock: systemClock,
    environment: readCommandEnvironment(environment),
    signal,
    serve: () => serveExplained(config(), { environment, signal, version }),
    settings() {
      const { DATA_DIR: dataDir, HOST: host, PORT: port, PUBLIC_URL, DATABASE_URL, TOKEN_PEPPER } = config()
      const publicUrl = PUBLIC_URL ?? new URL(`http://localhost:${port}`)
      const isOutsideDatabase = DATABASE_URL !== undefined
      return { dataDir, host, port, publicUrl, isOutsideDatabase, hasKeys: TOKEN_PEPPER !== undefined }
    },
    openOffice: () => openOffice(config()),
    openOwner: mayCreate => openOwner(config(), mayCreate),
    sendTestMail: to => sendTestMail(config(), to),
    async examineDatabase() {
      const settings = config()
      requireDatabase(settings)
      return examineDatabase(settings, quietLog(settings))
    },
  }
}

interface Serving {
  environment: Environment
  signal: AbortSignal
  version: string
}

async function serveExplained(config: Config, { environment, signal, version }: Serving): Promise<void> {
  // Loaded here alone: the server brings Fastify and every route, for which no other command should wait.
  const { serve } = await import('./serve.ts')
  const log = createLogger(config.LOG_LEVEL, openLog())
  log.info({ version, settings: summaryOf(environment) }, 'server.starting')
  try {
    await serve(config, { log, tell: text => void process.stdout.write(`${text}\n`), signal, version })
  } catch (error) {
    if (!(error instanceof ListenError)) throw error
    throw new CommandFailure('port_unavailable', 'unavailable', { says: error.message, cause: error })
  }
}

/** A process without an index of its own: what it does is enforced by the nodes that serve, on their next request. */
async function openOffice(config: Config): Promise<OpenedOffice> {
  requireDatabase(config)
  const world = await openWorld(config, quietLog(config), { stay: 'brief', prepare: requireNewestVersion })
  const deps = createDeps(world, { use: new UseRecorder(world.database, world.clock) })
  return { deps, close: () => world.close() }
}

async function openOwner(config: Config, mayCreate: boolean): Promise<OpenedOwner> {
  if (!mayCreate) requireDatabase(config)
  return openPostgres(config, quietLog(config), 'brief')
}

async function sendTestMail(config: Config, to: string): Promise<{ server: string; from: string }> {
  const settings = mailSettingsOf(config)
  if (settings === undefined) {
    const says = 'No mail goes out from here: SMTP_URL and MAIL_FROM are not set.'
    throw new CommandFailure('config_invalid', 'invalid', { says })
  }
  const server = new URL(settings.smtpUrl).host
  const mailer = createMailer(settings)
  const text = 'This is a test of the mail settings of Referins Private Integrations. It works.'
  try {
    const letter = { subject: 'Test of Referins Private Integrations', text, html: `<p>${text}</p>` }
    await mailer.send({ id: randomIds.next('mal'), recipient: to, ...letter })
    return { server, from: settings.from }
  } catch (error) {
    if (!(error instanceof MailError)) throw error
    const says = `${server} did not take the letter: ${error.reason}.`
    const hint = 'Check SMTP_URL (host, port, user, password) and MAIL_FROM.'
    throw new CommandFailure('mail_not_taken', 'unavailable', { says, hint, cause: error })
  } finally {
    mailer.close()
  }
}

/** A command in the wrong folder must not make a database there. */
function requireDatabase(config: Config): void {
  if (config.DATABASE_URL !== undefined || existsSync(path.join(config.DATA_DIR, 'postgres'))) return
  throw new CommandFailure('database_missing', 'unavailable', {
    says: `There is no database in ${config.DATA_DIR}.`,
    hint: 'Start the server once, set DATA_DIR to its data folder, or name a running server with --url.',
  })
}

/** Log lines are the server's; of a command only its answer is wanted, unless someone hunts a fault. */
function quietLog(config: Config): Logger {
  return createLogger(config.LOG_LEVEL === 'debug' ? 'debug' : 'silent', openLog())
}

function explainedConfig(environment: Environment): Config {
  try {
    return readConfig(environment)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new CommandFailure('config_invalid', 'invalid', { says: error.message, cause: error })
  }
}

function readCommandEnvironment(environment: Environment): CommandEnvironment {
  const configHome = environment.XDG_CONFIG_HOME || path.join(homedir(), '.config')
  return {
    url: environment.PIT_URL || undefined,
    account: environment.PIT_ACCOUNT || undefined,
    token: environment.PIT_TOKEN || undefined,
    tokenFile: environment.PIT_TOKEN_FILE || undefined,
    passwordFile: environment.PIT_PASSWORD_FILE || undefined,
    configDir: path.join(configHome, 'private-integrations'),
    operatorName: operatorName(),
  }
}

/** A container may run under a user id that has no name. */
function operatorName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

async function packageVersion(): Promise<string> {
  const text = await readFile(path.join(import.meta.dirname, '../package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

const LOG_BYTES_WAITING_MAX = 1 << 20

/** Standard error. When nothing can be written there (its disk is full), lines wait, then are dropped: no reason to end. */
function openLog() {
  const log = pino.destination({ dest: 2, sync: true, maxLength: LOG_BYTES_WAITING_MAX })
  log.on('error', () => {})
  return log
}
