/** When a key of the server begins to sign. */
export interface KeyTimes {
  id: string
  activeFrom: Date
}

const HOUR_MS = 3_600_000
/** A key that signs no more is published for as long as deliveries signed with it may still be on their way, and then some. */
const PUBLISHED_AFTER_MS = 7 * 24 * HOUR_MS

/** The key that signs now: the one that became active last. */
export function activeKey<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | undefined {
  return keys
    .filter(({ activeFrom }) => activeFrom <= now)
    .toSorted((a, b) => b.activeFrom.getTime() - a.activeFrom.getTime())[0]
}

/** When a key stops signing: when the next one begins; undefined for the last. */
export function activeUntil(key: KeyTimes, keys: readonly KeyTimes[]): Date | undefined {
  const later = keys
    .filter(({ activeFrom }) => activeFrom > key.activeFrom)
    .map(({ activeFrom }) => activeFrom.getTime())
  return later.length === 0 ? undefined : new Date(Math.min(...later))
}

/** Keys that need not be published any more. */
export function outdatedKeys<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key[] {
  return keys.filter(key => {
    const until = activeUntil(key, keys)
    return until !== undefined && now.getTime() - until.getTime() >= PUBLISHED_AFTER_MS
  })
}
