import { invalid, Problem } from './problem.ts'
import { type EndedWhy, isLive, type Token, type TokenRole } from './token.ts'

/** An integration has one current token and, during a rotation, one retiring token with a deadline. */
export type Rotation =
  | { state: 'stable'; current: Token }
  | { state: 'rotating'; current: Token; retiring: Token; startedAt: Date; endsAt: Date }

/** What a transition does to the tokens. Ends come first, then changes, then the new current token. */
export interface RotationPlan {
  ends: { tokenId: string; why: EndedWhy }[]
  changes: { tokenId: string; role: TokenRole; endsAt?: Date; rotationStartedAt?: Date }[]
  mintsToken: boolean
}

const HOUR_MS = 3_600_000
export const OVERLAP_HOURS_DEFAULT = 168
export const OVERLAP_HOURS_LEAST = 1
export const OVERLAP_HOURS_MOST = 720

/** Reads the rotation off an integration's tokens as they count at `now`: a retiring token past its deadline is gone. */
export function rotationOf(tokens: readonly Token[], now: Date): Rotation {
  const unended = tokens.filter(token => token.endedAt === undefined)
  const current = unended.find(token => token.role === 'current')
  if (current === undefined) throw new Error('an integration without a current token')
  const retiring = unended.find(token => token.role === 'retiring' && isLive(token, now))
  if (retiring?.endsAt === undefined || retiring.rotationStartedAt === undefined) return { state: 'stable', current }
  return { state: 'rotating', current, retiring, startedAt: retiring.rotationStartedAt, endsAt: retiring.endsAt }
}

/** Retiring tokens whose deadline has passed but which are not yet marked as ended. */
export function overdue(tokens: readonly Token[], now: Date): Token[] {
  return tokens.filter(token => token.endedAt === undefined && token.role === 'retiring' && !isLive(token, now))
}

/** Rotate, expire later: a new token; the old one retires for `overlapHours`, never beyond its own expiry. */
export function rotateLater(rotation: Rotation, overlapHours: number, now: Date): RotationPlan {
  if (rotation.state === 'rotating') throw inProgress(rotation)
  if (!Number.isInteger(overlapHours) || overlapHours < OVERLAP_HOURS_LEAST || overlapHours > OVERLAP_HOURS_MOST) {
    throw invalid('overlapHours', `must be a whole number from ${OVERLAP_HOURS_LEAST} to ${OVERLAP_HOURS_MOST}`)
  }
  const old = rotation.current
  if (!isLive(old, now)) return { ends: [{ tokenId: old.id, why: 'replaced' }], changes: [], mintsToken: true }
  const deadline = earlier(new Date(now.getTime() + overlapHours * HOUR_MS), old.expiresAt)
  return {
    ends: [],
    changes: [{ tokenId: old.id, role: 'retiring', endsAt: deadline, rotationStartedAt: now }],
    mintsToken: true,
  }
}

/**
 * Revoke: whoever holds a secret may end it, and nothing else. A retiring token is gone; a current one keeps its place, so that
 * the integration can be rotated, but its end is now.
 */
export function revoke(token: Token, now: Date): RotationPlan {
  if (token.role === 'retiring') {
    return { ends: [{ tokenId: token.id, why: 'expired_early' }], changes: [], mintsToken: false }
  }
  return { ends: [], changes: [{ tokenId: token.id, role: 'current', endsAt: now }], mintsToken: false }
}

/** Rotate, expire now: one new token; every earlier secret is dead. Stable or rotating. */
export function rotateNow(rotation: Rotation): RotationPlan {
  return {
    ends: liveTokens(rotation).map(token => ({ tokenId: token.id, why: 'replaced' })),
    changes: [],
    mintsToken: true,
  }
}

/** Cancel: the retiring token is current again with its old expiry; the new one is revoked. */
export function cancelRotation(rotation: Rotation): RotationPlan {
  const { current, retiring } = requireRotating(rotation)
  return {
    ends: [{ tokenId: current.id, why: 'rotation_cancelled' }],
    changes: [{ tokenId: retiring.id, role: 'current', endsAt: retiring.expiresAt }],
    mintsToken: false,
  }
}

/** Expire now: the retiring token is dead at once. */
export function expireNow(rotation: Rotation): RotationPlan {
  const { retiring } = requireRotating(rotation)
  return { ends: [{ tokenId: retiring.id, why: 'expired_early' }], changes: [], mintsToken: false }
}

/** Reissue: "I lost the new token". Another secret replaces the pending one; the retiring token keeps its deadline. */
export function reissue(rotation: Rotation): RotationPlan {
  const { current } = requireRotating(rotation)
  return { ends: [{ tokenId: current.id, why: 'reissued' }], changes: [], mintsToken: true }
}

/** Extend: a later deadline, at most 30 days from the rotation's start and never beyond the token's own expiry. */
export function extendOverlap(rotation: Rotation, until: Date): RotationPlan {
  const { retiring, startedAt, endsAt } = requireRotating(rotation)
  if (Number.isNaN(until.getTime())) throw invalid('until', 'must be a moment')
  if (until <= endsAt) throw invalid('until', `must be later than the present end, ${endsAt.toISOString()}`)
  const latest = earlier(new Date(startedAt.getTime() + OVERLAP_HOURS_MOST * HOUR_MS), retiring.expiresAt)
  const why = latest === retiring.expiresAt ? 'when the old token expires by itself' : '30 days from the start'
  if (until > latest) throw invalid('until', `must not be later than ${latest.toISOString()}, ${why}`)
  return {
    ends: [],
    changes: [{ tokenId: retiring.id, role: 'retiring', endsAt: until, rotationStartedAt: startedAt }],
    mintsToken: false,
  }
}

/** The tokens that are accepted in this state: one, or two during the overlap. */
export function liveTokens(rotation: Rotation): Token[] {
  return rotation.state === 'stable' ? [rotation.current] : [rotation.current, rotation.retiring]
}

function requireRotating(rotation: Rotation): Rotation & { state: 'rotating' } {
  if (rotation.state === 'stable') throw new Problem('rotation_not_in_progress')
  return rotation
}

function inProgress(rotation: Rotation & { state: 'rotating' }): Problem {
  return new Problem('rotation_in_progress', {
    facts: {
      rotation: { state: 'rotating', endsAt: rotation.endsAt.toISOString() },
      actions: ['cancel-rotation', 'expire-now', 'extend-overlap', 'reissue', 'rotate with "old": "expireNow"'],
    },
  })
}

function earlier(deadline: Date, expiry: Date | undefined): Date {
  return expiry !== undefined && expiry < deadline ? expiry : deadline
}
