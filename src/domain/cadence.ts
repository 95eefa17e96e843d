const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Nobody is called quiet before this. */
const QUIET_LEAST_MS = DAY_MS
/** What was seen at one time only may come weekly: it is waited for a little longer than that. */
const UNKNOWN_CADENCE_MS = 8 * DAY_MS
/** A client may be late by half of its longest pause. */
const LATENESS = 1.5

/** What a client was seen to do with one secret. Visits are uses with at least an hour between them. */
export interface ClientUse {
  role: 'current' | 'retiring' | 'ended'
  network: string
  userAgent: string
  clientName: string
  firstSeenAt: Date
  lastSeenAt: Date
  visits: number
  /** The longest pause between two visits. */
  gapLongestMs: number
}

/** A client of the retiring secret, and whether it still needs it. */
export interface ClientCadence {
  network: string
  userAgent: string
  clientName: string
  lastSeenAt: Date
  /** How often it comes: its longest pause; undefined when it was seen at one time only. */
  cadenceMs: number | undefined
  /** When it was first seen with the new secret. */
  movedAt: Date | undefined
  /** From when on it counts as quiet. */
  quietAt: Date
  status: 'moved' | 'quiet' | 'active'
}

/** Whether the retiring secret can be ended without anybody noticing, and what that rests on. */
export interface ExpirySafety {
  safe: boolean
  clients: ClientCadence[]
}

/**
 * Reads a client's rhythm off every secret it has used: a weekly job is not quiet after two days. A client that uses the
 * new secret and has left the old one alone since is done; any other is waited for until it would surely have come.
 */
export function expirySafety(uses: readonly ClientUse[], now: Date, retiring?: RetiringSecret): ExpirySafety {
  const byClient = Map.groupBy(uses, identityOf)
  const clients = [...byClient.values()].flatMap(own => {
    const old = latestOf(own.filter(use => use.role === 'retiring'))
    return old === undefined ? [] : [cadenceOf(old, own, now)]
  })
  return {
    safe: clients.length === 0 ? !isTooEarly(retiring, now) : clients.every(client => client.status !== 'active'),
    clients: clients.toSorted((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime()),
  }
}

/** The old secret itself, for when nobody was seen with it. */
export interface RetiringSecret {
  createdAt: Date
  retiredAt: Date
}

/** A secret of a few days that nobody has used may be in a job that runs tonight: it gets a day after the rotation. */
function isTooEarly(retiring: RetiringSecret | undefined, now: Date): boolean {
  if (retiring === undefined) return false
  const isWithin = (at: Date, spanMs: number) => now.getTime() - at.getTime() < spanMs
  return isWithin(retiring.retiredAt, QUIET_LEAST_MS) && isWithin(retiring.createdAt, 7 * DAY_MS)
}

function cadenceOf(old: ClientUse, own: readonly ClientUse[], now: Date): ClientCadence {
  const { network, userAgent, clientName, lastSeenAt } = old
  const cadenceMs = longestGap(own)
  const current = own.filter(use => use.role === 'current')
  const movedAt = earliest(current.map(use => use.firstSeenAt))
  const lastWithNew = latestOf(current)?.lastSeenAt
  const waitMs = cadenceMs === undefined ? UNKNOWN_CADENCE_MS : Math.max(QUIET_LEAST_MS, cadenceMs * LATENESS)
  const quietAt = new Date(lastSeenAt.getTime() + waitMs)
  const hasMoved = movedAt !== undefined && lastWithNew !== undefined && lastSeenAt < movedAt
  const status = hasMoved ? 'moved' : now >= quietAt ? 'quiet' : 'active'
  return { network, userAgent, clientName, lastSeenAt, cadenceMs, movedAt, quietAt, status }
}

/** Pauses within each secret's use, and those between one secret and the next. */
function longestGap(own: readonly ClientUse[]): number | undefined {
  const ordered = own.toSorted((a, b) => a.firstSeenAt.getTime() - b.firstSeenAt.getTime())
  const between = ordered.slice(1).map((use, at) => {
    const before = ordered[at]
    return before === undefined ? 0 : use.firstSeenAt.getTime() - before.lastSeenAt.getTime()
  })
  const longest = Math.max(0, ...own.map(use => use.gapLongestMs), ...between)
  return longest >= HOUR_MS ? longest : own.some(isBusyForLong) ? HOUR_MS : undefined
}

/** Seen over more than a day without a pause of an hour: it comes all the time. */
function isBusyForLong(use: ClientUse): boolean {
  return use.lastSeenAt.getTime() - use.firstSeenAt.getTime() >= DAY_MS
}

/** A program that names itself is the same wherever it runs; one that does not is known by its network, too. */
function identityOf({ network, userAgent, clientName }: ClientUse): string {
  return clientName === '' ? JSON.stringify([network, userAgent]) : JSON.stringify([clientName, userAgent])
}

function latestOf(uses: readonly ClientUse[]): ClientUse | undefined {
  return uses.toSorted((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime())[0]
}

function earliest(moments: readonly Date[]): Date | undefined {
  return moments.toSorted((a, b) => a.getTime() - b.getTime())[0]
}
