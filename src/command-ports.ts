import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import path from 'node:path'
import { CommandFailure } from './cli/failure.ts'
import type { CommandEnvironment, CommandPorts } from './cli/ports.ts'
import type { Config } from './config.ts'
import { systemClock } from './lib/clock.ts'
import { MailError } from './lib/mail-error.ts'
import { ListenError } from './listen-error.ts'

type Environment = Record<string, string | undefined>

// Loaded by the commands that need them, so that the others answer at once: the settings bring the passwords that are
// refused, the database its client and every action, the server Fastify and every route.
const settingsFile = () => import('./config.ts')
const databaseFile = () => import('./command-database.ts')
const serverFile = () => import('./serve.ts')

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
    serve: async () => serveExplained(await config(), { environment, signal, version }),
    async settings() {
      const { DATA_DIR: dataDir, HOST: host, PORT: port, PUBLIC_URL, DATABASE_URL, TOKEN_PEPPER } = await config()
      const publicUrl = PUBLIC_URL ?? new URL(`http://localhost:${port}`)
      const isOutsideDatabase = DATABASE_URL !== undefined
      return { dataDir, host, port, publicUrl, isOutsideDatabase, hasKeys: TOKEN_PEPPER !== undefined }
    },
    async openOffice() {
      const settings = await config()
      requireDatabase(settings)
      return (await databaseFile()).openOffice(settings)
    },
    async openOwner(mayCreate) {
      const settings = await config()
      if (!mayCreate) requireDatabase(settings)
      return (await databaseFile()).openOwner(settings)
    },
    sendTestMail: async to => sendTestMail(await config(), to),
    async examineDatabase() {
      const settings = await config()
      requireDatabase(settings)
      return (await databaseFile()).findFacts(settings)
    },
  }
}

interface Serving {
  environment: Environment
  signal: AbortSignal
  version: string
}

async function serveExplained(config: Config, { environment, signal, version }: Serving): Promise<void> {
  const [{ serve }, { summaryOf }, { openLog }] = await Promise.all([
    serverFile(),
    settingsFile(),
    import('./process-log.ts'),
  ])
  const log = openLog(config.LOG_LEVEL)
  log.info({ version, settings: summaryOf(environment) }, 'server.starting')
  try {
    await serve(config, { log, tell: text => void process.stdout.write(`${text}\n`), signal, version })
  } catch (error) {
    if (!(error instanceof ListenError)) throw error
    throw new CommandFailure('port_unavailable', 'unavailable', { says: error.message, cause: error })
  }
}

async function sendTestMail(config: Config, to: string): Promise<{ server: string; from: string }> {
  const { mailSettingsOf } = await settingsFile()
  const settings = mailSettingsOf(config)
  if (settings === undefined) {
    const says = 'No mail goes out from here: SMTP_URL and MAIL_FROM are not set.'
    throw new CommandFailure('config_invalid', 'invalid', { says })
  }
  const server = new URL(settings.smtpUrl).host
  const [{ createMailer }, { randomIds }] = await Promise.all([import('./lib/mailer.ts'), import('./lib/ids.ts')])
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

async function explainedConfig(environment: Environment): Promise<Config> {
  const { ConfigError, readConfig } = await settingsFile()
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
