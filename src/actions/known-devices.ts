import type { Clock } from '../lib/clock.ts'
import type { Keys } from '../lib/keys.ts'
import { isSameBytes, sha256 } from '../lib/secrets.ts'

/** A browser in which a person signed in is remembered as theirs for this long. */
export const DEVICE_MS = 180 * 86_400_000

/** A mark for the browser in which a person has just signed in. It signs nobody in; it keeps strangers' guesses apart. */
export function markDevice({ keys, clock }: { keys: Keys; clock: Clock }, email: string): string {
  const since = clock.now().getTime().toString(36)
  return `${since}.${macOf(keys, email, since).toString('base64url')}`
}

/** What tells the browser apart, when the mark is ours, for this person, and not too old. */
export function knownDevice(
  { keys, clock }: { keys: Keys; clock: Clock },
  { email, mark = '' }: { email: string; mark?: string | undefined },
): string | undefined {
  const [since = '', mac = ''] = mark.split('.')
  if (!/^[0-9a-z]{1,11}$/.test(since)) return undefined
  if (!isSameBytes(macOf(keys, email, since), Buffer.from(mac, 'base64url'))) return undefined
  const isRecent = clock.now().getTime() - Number.parseInt(since, 36) < DEVICE_MS
  return isRecent ? sha256(mark).toString('base64') : undefined
}

function macOf(keys: Keys, email: string, since: string): Buffer {
  return keys.macOf('device', JSON.stringify([email.trim().toLowerCase(), since]))
}
