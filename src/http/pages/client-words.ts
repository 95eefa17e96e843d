import type { Token } from '../../domain/token.ts'
import { type Html, html } from './html.ts'
import { type TimeSense, timeAgo } from './time-words.ts'

/** A token that nobody has called with for this long looks safe to expire. */
const QUIET_MS = 24 * 3_600_000
/** One that was never called with for so long is nobody's. */
const UNUSED_MS = 7 * QUIET_MS

/** As much of a client as the pages tell. */
export interface ClientSeen {
  tokenId: string
  network: string
  userAgent: string
  clientName: string
  lastSeenAt: Date
}

/** Who called last with a token; undefined when nobody is on record. */
export function lastClient(clients: readonly ClientSeen[], tokenId: string): ClientSeen | undefined {
  const seen = clients.filter(client => client.tokenId === tokenId)
  return seen.reduce<ClientSeen | undefined>(
    (last, client) => (last === undefined || client.lastSeenAt > last.lastSeenAt ? client : last),
    undefined,
  )
}

/** "198.51.100.0/24 (axios/1.7)". */
export function clientWords(client: ClientSeen): Html {
  const name = client.clientName === '' ? client.userAgent : client.clientName
  return html`<bdi>${client.network}</bdi>${name !== '' && html` (<bdi>${name.slice(0, 80)}</bdi>)`}`
}

/** "Last used 4 minutes ago from 198.51.100.0/24 (axios/1.7)". */
export function lastUseWords(
  use: { lastUsedAt?: Date | undefined; client?: ClientSeen | undefined },
  sense: TimeSense,
): Html {
  if (use.lastUsedAt === undefined) return html`Never used`
  return html`Last used ${timeAgo(use.lastUsedAt, sense)}${use.client && html` from ${clientWords(use.client)}`}`
}

/** What ending a token now would break, from who called with it and when. */
export function expiryRisk(
  use: Pick<Token, 'createdAt' | 'lastUsedAt'> & { client?: ClientSeen | undefined; retiredAt: Date },
  sense: TimeSense,
): { isRisky: boolean; words: Html } {
  const { createdAt, lastUsedAt, client, retiredAt } = use
  const isWithin = (at: Date, spanMs: number) => sense.now.getTime() - at.getTime() < spanMs
  if (lastUsedAt === undefined) {
    // A secret that was handed out a moment ago may be in a pipeline that runs tonight.
    const isYoung = isWithin(retiredAt, QUIET_MS) && isWithin(createdAt, UNUSED_MS)
    if (isYoung) return { isRisky: true, words: html`<b>Too early to tell:</b> nobody has called with it yet.` }
    return { isRisky: false, words: html`<b>It looks safe to expire:</b> nobody has called with it.` }
  }
  const last = html`last call ${timeAgo(lastUsedAt, sense)}${client && html` from ${clientWords(client)}`}`
  if (!isWithin(lastUsedAt, QUIET_MS)) {
    return { isRisky: false, words: html`<b>It looks safe to expire:</b> ${last}.` }
  }
  return { isRisky: true, words: html`<b>Still in use:</b> ${last}. Expiring it now will break that app.` }
}
