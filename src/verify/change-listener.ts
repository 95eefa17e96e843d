import pg from 'pg'
import { EVERY_TENANT } from '../lib/database.ts'
import { APP_ROLE } from '../store/migrate.ts'
import { type Followed, recordApplied } from '../store/nodes.ts'
import { CHANGES_CHANNEL } from '../store/token-changes.ts'

/** A line that died without a word must not hold up the renewals behind it. */
const LIMITS = { connectionTimeoutMillis: 2000, query_timeout: 2000, keepAlive: true }
/** Shorter, so that what is given up here is not carried out there afterwards. While it runs, nothing is heard. */
const STATEMENT_TIMEOUT_MS = 1500
const LOCK_TIMEOUT_MS = 500

/** What a node has followed need not survive a crash: an older number only makes others wait longer. */
const SET_UP = `
  set role ${APP_ROLE}; set app.account_id = '${EVERY_TENANT}'; set synchronous_commit = off;
  set statement_timeout = ${STATEMENT_TIMEOUT_MS}; set lock_timeout = ${LOCK_TIMEOUT_MS};
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

  /**
   * Tells the others how far this node has followed; false where that is not true, or not to be told now. A connection on which
   * nobody answered in time is given up, for it may be a dead one; the next renewal opens another.
   */
  async tell(nodeId: string, followed: Followed): Promise<boolean> {
    const client = this.#client
    if (client === undefined) return false
    try {
      return await recordApplied(client, nodeId, followed)
    } catch (error) {
      // What PostgreSQL refused, for a lock that was held too long, came over a line that is alive.
      if (!(error instanceof pg.DatabaseError)) this.#giveUp(client)
      throw error
    }
  }

  #giveUp(client: pg.Client): void {
    if (this.#client === client) this.#client = undefined
    client.end().catch(() => {})
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => {})
  }
}
