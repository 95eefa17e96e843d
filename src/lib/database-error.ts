/** The five-character SQLSTATE (or system error code) of a database error, if it has one. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/** True for a unique-key violation, of the named constraint if one is given. */
export function isDuplicate(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== '23505') return false
  return constraint === undefined || (error as { constraint?: string }).constraint === constraint
}

/**
 * Connection lost or refused (08, 57P), resources short (53), its disk ill (58), read-only after a failover (25006),
 * locks or statements that took too long (55P03, 57014), a transaction that stood still, such as that of a process which
 * was frozen meanwhile (25P03, 25P04), conflicts that did not end after all tries (40001, 40P01).
 */
const UNAVAILABLE = /^(08|25006|25P0[34]|40001|40P01|53|55P03|57014|57P|58)/
/** The same, of the way there. */
const UNREACHABLE = /^(EAI_|ECONN|EHOST|EMFILE|ENET|ENFILE|ENOENT|ENOTFOUND|EPIPE|ETIMEDOUT)/

/** True when the database could not serve for reasons of its own: the caller did nothing wrong and may try again. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = sqlState(error) ?? ''
  if (UNAVAILABLE.test(code) || UNREACHABLE.test(code)) return true
  const message = error instanceof Error ? error.message : ''
  return /timeout exceeded when trying to connect|timeout expired|Query read timeout|Connection terminated|Client has encountered a connection error|after calling end on the pool/.test(
    message,
  )
}
