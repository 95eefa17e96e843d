import { pino } from 'pino'
import { ConfigError, readConfig } from './config.ts'
import { EmbeddedPostgresError } from './lib/embedded-postgres/error.ts'
import { KeyError } from './lib/keys.ts'
import { createLogger } from './lib/log.ts'
import { ListenError, serve } from './serve.ts'
import { SchemaTooNewError } from './store/migrate.ts'

// A closed pipe on the other side must not take the server down.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())

try {
  const config = readConfig(process.env)
  const log = createLogger(config.LOG_LEVEL, pino.destination(2))
  await serve(config, { log, tell: text => void process.stdout.write(`${text}\n`), signal: stopping.signal })
} catch (error) {
  const isExplained = [ConfigError, EmbeddedPostgresError, KeyError, ListenError, SchemaTooNewError].some(
    kind => error instanceof kind,
  )
  process.stderr.write(`${isExplained ? (error as Error).message : (error as Error).stack}\n`)
  process.exitCode = 1
}
