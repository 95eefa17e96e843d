import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'
import { createLogger } from './lib/log.ts'

/** What this process logs goes to standard error. */
export function openLog(level: string): Logger {
  return createLogger(level, standardError())
}

/** Log lines are the server's; of a command only its answer is wanted, unless someone hunts a fault. */
export function openQuietLog(config: Config): Logger {
  return openLog(config.LOG_LEVEL === 'debug' ? 'debug' : 'silent')
}

const BYTES_WAITING_MAX = 1 << 20

/** When nothing can be written there (its disk is full), lines wait, then are dropped: no reason to end. */
function standardError() {
  const log = pino.destination({ dest: 2, sync: true, maxLength: BYTES_WAITING_MAX })
  log.on('error', () => {})
  return log
}
