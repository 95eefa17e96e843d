import { type DestinationStream, type Logger, pino } from 'pino'

/**
 * A logger whose errors are told by type, message, code and stack alone. An error object may carry anything: a lost
 * database connection carries its whole client, a refused row its values.
 */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino({ level, base: undefined, serializers: { err: tellError } }, destination)
}

function tellError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'something that is no error was thrown' }
  const { name, message, stack, cause } = error
  const code = (error as { code?: unknown }).code
  return {
    type: name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    stack,
    ...(cause === undefined ? {} : { cause: tellError(cause) }),
  }
}
