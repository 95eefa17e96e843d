import pg from 'pg'
import { EVERY_TENANT } from '../lib/database.ts'
import { APP_ROLE } from '../store/migrate.ts'
import { type Followed, recordApplied } from '../store/nodes.ts'
import { CHANGES_CHANNEL } from '../store/token-changes.ts'

/** A line that died without a word must not hold up the renewals behind it. */
const LIMITS = { connectionTimeoutMillis: 2000, query_timeout: 2000, keepAlive: true }

/** What a node has followed need not survive a crash: an older number only makes others wait longer. */
const SET_UP = `
  set role ${APP_ROLE}; set app.account_id = '${EVERY_TENANT}'; set synchronous_commit = off;
  listen ${CHANGES_CHANNEL}`

/**
 * The connection on which a node hears of changes, and tells that it has heard: PostgreSQL's process behind it is awake by then,
 * and another one need not be woken while a reply waits.
 */
export class ChangeListener {
  readonly #connection: pg.PoolConfig
  readonly #hear: (payload: string) => void
  #client: pg.Client | undefined

  constructor(connection: pg.PoolConfig, hear: (payload: string) => void) {
    this.#connection = connection
    this.#hear = hear
  }

  /** False from the start, and once the connection is lost: what was notified meanwhile is lost, too. */
  get isOpen(): boolean {
    return this.#client !== undefined
  }

  async open(): Promise<void> {
    const client = new pg.Client({ ...LIMITS, ...this.#connection })
    const drop = () => {
      if (this.#client === client) this.#client = undefined
    }
    client.on('error', drop)
    client.on('end', drop)
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''))
    await client.connect()
    await client.query(SET_UP).catch(error => {
      client.end().catch(() => {})
      throw error
    })
    this.#client = client
  }

  /** Tells the others how far this node has followed; false where that is not true, or not to be told now. */
  async tell(nodeId: string, followed: Followed): Promise<boolean> {
    return this.#client !== undefined && recordApplied(this.#client, nodeId, followed)
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => {})
  }
}
