import { describe, expect, test } from 'vitest'
import type { Rotation, RotationPlan } from './rotation.ts'
import * as rules from './rotation.ts'
import type { Token } from './token.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = new Date('2026-01-01T00:00:00.000Z')
const at = (ms: number) => new Date(START.getTime() + ms)

function token(id: string, fields: Partial<Token> = {}): Token {
  return {
    id,
    accountId: 'acc_1',
    integrationId: 'int_1',
    last4: id,
    role: 'current',
    createdBy: { kind: 'system', name: 'test' },
    createdAt: START,
    ...fields,
  }
}

const retiring = (fields: Partial<Token> = {}) =>
  token('old', { role: 'retiring', endsAt: at(168 * HOUR_MS), rotationStartedAt: START, ...fields })
const stable = (fields: Partial<Token> = {}): Rotation => rules.rotationOf([token('one', fields)], START)
const rotating = (fields: Partial<Token> = {}): Rotation => rules.rotationOf([token('new'), retiring(fields)], START)

describe('the state read off the tokens', () => {
  test('one current token is stable', () => {
    expect(stable()).toEqual({ state: 'stable', current: token('one') })
  })

  test('a current and a retiring token are rotating until the last millisecond before the deadline', () => {
    const tokens = [token('new'), retiring({ endsAt: at(1000) })]
    expect(rules.rotationOf(tokens, at(999))).toMatchObject({ state: 'rotating', endsAt: at(1000), startedAt: START })
    expect(rules.rotationOf(tokens, at(1000)).state).toBe('stable')
    expect(rules.rotationOf(tokens, at(1001)).state).toBe('stable')
  })

  test('tokens marked as ended don’t count, whatever their deadline', () => {
    const tokens = [token('new'), retiring({ endedAt: START }), token('older', { endedAt: START })]
    expect(rules.rotationOf(tokens, START)).toEqual({ state: 'stable', current: token('new') })
  })

  test('an integration without a current token is a fault of ours, never a state', () => {
    expect(() => rules.rotationOf([retiring()], START)).toThrow('without a current token')
  })

  test('overdue are retiring tokens past their deadline that nobody has marked yet, from the deadline on', () => {
    const old = retiring({ endsAt: at(1000) })
    const tokens = [token('new', { endsAt: at(500) }), old, retiring({ id: 'marked', endsAt: at(0), endedAt: START })]
    expect(rules.overdue(tokens, at(999))).toEqual([])
    expect(rules.overdue(tokens, at(1000))).toEqual([old])
  })
})

describe('rotate, expire later', () => {
  test('retires the current token for the overlap and makes a new one', () => {
    expect(rules.rotateLater(stable(), 168, at(5))).toEqual<RotationPlan>({
      ends: [],
      changes: [{ tokenId: 'one', role: 'retiring', endsAt: at(5 + 7 * DAY_MS), rotationStartedAt: at(5) }],
      mintsToken: true,
    })
  })

  test.each([1, 720])('takes an overlap of %d hours', hours => {
    expect(rules.rotateLater(stable(), hours, START).changes[0]?.endsAt).toEqual(at(hours * HOUR_MS))
  })

  test.each([0, 721, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses an overlap of %d hours by name',
    hours => {
      expect(() => rules.rotateLater(stable(), hours, START)).toThrow(
        expect.objectContaining({
          code: 'input_invalid',
          fields: [{ field: 'overlapHours', message: 'must be a whole number from 1 to 720' }],
        }),
      )
    },
  )

  test('never lets the overlap outlive the old token’s own expiry', () => {
    const expiresAt = at(HOUR_MS)
    const plan = rules.rotateLater(stable({ expiresAt, endsAt: expiresAt }), 168, START)
    expect(plan.changes[0]?.endsAt).toEqual(expiresAt)
  })

  test('leaves a shorter overlap as it is when the old token’s own expiry is later', () => {
    const expiresAt = at(30 * DAY_MS)
    const plan = rules.rotateLater(stable({ expiresAt, endsAt: expiresAt }), 1, START)
    expect(plan.changes[0]?.endsAt).toEqual(at(HOUR_MS))
  })

  test('replaces a token that has expired by itself: there is nothing left to overlap', () => {
    const plan = rules.rotateLater(stable({ expiresAt: START, endsAt: START }), 168, START)
    expect(plan).toEqual({ ends: [{ tokenId: 'one', why: 'replaced' }], changes: [], mintsToken: true })
  })

  test('is refused while rotating, with the state and what can be done', () => {
    expect(() => rules.rotateLater(rotating(), 168, START)).toThrow(
      expect.objectContaining({
        code: 'rotation_in_progress',
        facts: {
          rotation: { state: 'rotating', endsAt: at(168 * HOUR_MS).toISOString() },
          actions: expect.arrayContaining(['cancel-rotation', 'expire-now', 'extend-overlap', 'reissue']),
        },
      }),
    )
  })
})

describe('rotate, expire now', () => {
  test('ends the only token of a stable integration', () => {
    expect(rules.rotateNow(stable())).toEqual({
      ends: [{ tokenId: 'one', why: 'replaced' }],
      changes: [],
      mintsToken: true,
    })
  })

  test('ends both tokens while rotating', () => {
    const ended = rules.rotateNow(rotating()).ends
    expect(ended).toEqual([
      { tokenId: 'new', why: 'replaced' },
      { tokenId: 'old', why: 'replaced' },
    ])
  })
})

describe('cancel, expire now, reissue', () => {
  test('cancelling revokes the new token and gives the old one back its own expiry, no more', () => {
    const expiresAt = at(90 * DAY_MS)
    expect(rules.cancelRotation(rotating({ expiresAt }))).toEqual({
      ends: [{ tokenId: 'new', why: 'rotation_cancelled' }],
      changes: [{ tokenId: 'old', role: 'current', endsAt: expiresAt }],
      mintsToken: false,
    })
    expect(rules.cancelRotation(rotating()).changes).toEqual([{ tokenId: 'old', role: 'current', endsAt: undefined }])
  })

  test('expire now ends the retiring token alone', () => {
    const ends = [{ tokenId: 'old', why: 'expired_early' }]
    expect(rules.expireNow(rotating())).toEqual({ ends, changes: [], mintsToken: false })
  })

  test('reissue replaces the pending token and leaves the retiring one its deadline', () => {
    const ends = [{ tokenId: 'new', why: 'reissued' }]
    expect(rules.reissue(rotating())).toEqual({ ends, changes: [], mintsToken: true })
  })

  test.each(['cancelRotation', 'expireNow', 'reissue'] as const)('%s is refused when nothing rotates', action => {
    expect(() => rules[action](stable())).toThrow(expect.objectContaining({ code: 'rotation_not_in_progress' }))
  })

  test.each(['cancelRotation', 'expireNow', 'reissue'] as const)('%s is refused from the deadline on', action => {
    const over = rules.rotationOf([token('new'), retiring({ endsAt: at(1000) })], at(1000))
    expect(() => rules[action](over)).toThrow(expect.objectContaining({ code: 'rotation_not_in_progress' }))
  })
})

describe('extend', () => {
  test('gives a later deadline and keeps the start, so that extending twice does not reach beyond 30 days', () => {
    const until = at(30 * DAY_MS)
    expect(rules.extendOverlap(rotating(), until)).toEqual({
      ends: [],
      changes: [{ tokenId: 'old', role: 'retiring', endsAt: until, rotationStartedAt: START }],
      mintsToken: false,
    })
  })

  test('refuses one millisecond beyond 30 days from the start, naming the latest moment', () => {
    expect(() => rules.extendOverlap(rotating(), at(30 * DAY_MS + 1))).toThrow(
      /until: must not be later than 2026-01-31T00:00:00\.000Z, 30 days from the start/,
    )
  })

  test('refuses what is not later than the present end: nothing but "expire now" shortens an overlap', () => {
    expect(() => rules.extendOverlap(rotating(), at(168 * HOUR_MS))).toThrow(/must be later than the present end/)
    expect(rules.extendOverlap(rotating(), at(168 * HOUR_MS + 1)).changes).toHaveLength(1)
  })

  test('refuses to go beyond the old token’s own expiry, and says that this is the reason', () => {
    const expiresAt = at(10 * DAY_MS)
    expect(rules.extendOverlap(rotating({ expiresAt }), expiresAt).changes[0]?.endsAt).toEqual(expiresAt)
    expect(() => rules.extendOverlap(rotating({ expiresAt }), at(10 * DAY_MS + 1))).toThrow(
      /must not be later than 2026-01-11T00:00:00\.000Z, when the old token expires by itself/,
    )
  })

  test('refuses what is no moment at all', () => {
    expect(() => rules.extendOverlap(rotating(), new Date('nonsense'))).toThrow(/until: must be a moment/)
  })

  test('is refused when nothing rotates', () => {
    expect(() => rules.extendOverlap(stable(), at(DAY_MS))).toThrow(
      expect.objectContaining({ code: 'rotation_not_in_progress' }),
    )
  })
})

test('at most two tokens are live, the current one first', () => {
  expect(rules.liveTokens(stable()).map(({ id }) => id)).toEqual(['one'])
  expect(rules.liveTokens(rotating()).map(({ id }) => id)).toEqual(['new', 'old'])
})
