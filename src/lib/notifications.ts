import pg from 'pg'

const LISTEN_LIMITS = { connectionTimeoutMillis: 2000, query_timeout: 2000, keepAlive: true }
const RECONNECT_AFTER_MS = 1000

/** What is needed to hear of notifications. */
export interface ListenParts {
  connection: pg.PoolConfig
  channel: string
  /** Called for each notification, and without a text after a reconnection: something may have been missed. */
  onSignal(text?: string): void
  onError(error: unknown): void
}

/** Listens on a connection of its own until stopped; one that breaks is replaced. Missing a signal is no loss: callers also look by themselves. */
export function listen(parts: ListenParts): { stop(): Promise<void> } {
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const again = () => {
    client = undefined
    if (!isStopped) timer ??= setTimeout(() => void connect(), RECONNECT_AFTER_MS)
  }
  async function connect(): Promise<void> {
    timer = undefined
    const opened = new pg.Client({ ...parts.connection, ...LISTEN_LIMITS })
    client = opened
    opened.on('notification', ({ payload }) => parts.onSignal(payload ?? ''))
    let isLost = false
    // pg tells of one loss twice, the server's farewell and the broken line: unheard, the second would end the process.
    opened.on('error', error => {
      if (isLost) return
      isLost = true
      parts.onError(error)
      again()
    })
    try {
      await opened.connect()
      await opened.query(`listen ${opened.escapeIdentifier(parts.channel)}`)
      parts.onSignal()
    } catch (error) {
      parts.onError(error)
      await opened.end().catch(() => {})
      again()
    }
  }
  const first = connect()
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await first
      await client?.end().catch(() => {})
    },
  }
}
