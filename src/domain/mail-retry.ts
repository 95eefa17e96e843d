const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A letter is tried for this long; then it is given up. */
export const MAIL_TRIED_MS = 24 * HOUR_MS
const WAITS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS]

/** A letter that lay for longer, in a backup or while nobody sent, tells of what has long passed: it is not sent at all. */
const STALE_MS = 25 * HOUR_MS

/** Whether a letter comes too late to be sent. */
export function isStaleMail({ createdAt }: { createdAt: Date }, now: Date): boolean {
  return now.getTime() - createdAt.getTime() > STALE_MS
}

/** When a letter is tried again after so many tries; undefined when its day is over. The last try is at its end. */
export function nextMailTry({ createdAt, tries }: { createdAt: Date; tries: number }, now: Date): Date | undefined {
  const end = createdAt.getTime() + MAIL_TRIED_MS
  if (now.getTime() >= end) return undefined
  const wait = WAITS_MS[Math.min(tries, WAITS_MS.length) - 1] ?? MINUTE_MS
  return new Date(Math.min(now.getTime() + wait, end))
}
