import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createFailedSignIns } from '../../src/actions/failed-sign-ins.ts'
import { findSession, SESSION_IDLE_MS, SESSION_MS, signOut, startSession } from '../../src/actions/sessions.ts'
import { signIn } from '../../src/actions/sign-in.ts'
import { createSignInLimits } from '../../src/actions/sign-in-limits.ts'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { QueueFullError } from '../../src/lib/fair-queue.ts'
import { randomBase62, randomIds } from '../../src/lib/ids.ts'
import { hashPassword, isPasswordRight } from '../../src/lib/passwords.ts'
import { sha256 } from '../../src/lib/secrets.ts'
import { insertUser } from '../../src/store/users.ts'
import { forgetFailures } from '../support/forget-failures.ts'
import { codeOf, startTestHouse, type TestHouse } from '../support/house.ts'

const PASSWORD = randomBase62(24)
const WRONG = randomBase62(24)
const HOME = '192.0.2.1'
const ELSEWHERE = '198.51.100.1'
let house: TestHouse
let deps: Parameters<typeof signIn>[0]
let email: string
let passwordHash: string

beforeAll(async () => {
  house = await startTestHouse()
  passwordHash = await hashPassword(PASSWORD)
})
afterAll(() => house.stop())

beforeEach(async () => {
  const { clock } = house
  const { database } = house.node.deps
  deps = {
    ...house.node.deps,
    signInLimits: createSignInLimits({ clock, database }),
    failedSignIns: createFailedSignIns(clock),
  }
  await forgetFailures(database)
  email = await newUser()
})

async function newUser(address = `${randomBase62(10)}@example.com`): Promise<string> {
  const user = { id: randomIds.next('usr'), wireId: randomIds.nextWireId(), email: address, name: 'Mara', passwordHash }
  await house.node.deps.database.transact(EVERY_TENANT, db => insertUser(db, user, house.clock.now()))
  return address
}

const attempt = async (password: string, { ip = HOME, as = email } = {}) => {
  const outcome = await signIn(deps, { email: as, password, origin: { ip, userAgent: 'test' } })
  if (!outcome.isDone) throw new Error('a second step is asked for')
  return outcome
}
const fail = async (times: number, at?: { ip?: string; as?: string }) => {
  for (let time = 0; time < times; time++) expect(await codeOf(attempt(WRONG, at))).toBe('sign_in_failed')
}
const isOpen = async (secret: string) => (await findSession(deps, secret)) !== undefined
const after = (at: Date, ms: number) => new Date(at.getTime() + ms)

describe('a session', () => {
  test('is known by a secret of its own, of which only the hash is kept', async () => {
    const [one, two] = [await attempt(PASSWORD), await attempt(PASSWORD)]
    expect(one.sessionSecret).toMatch(/^[0-9A-Za-z]{43}$/)
    expect(one.sessionSecret).not.toBe(two.sessionSecret)
    expect((await findSession(deps, one.sessionSecret))?.user).toEqual(one.user)
    const { rows } = await house.owner.query('select s.*, s::text as all from sessions s where id_hash = $1', [
      sha256(one.sessionSecret),
    ])
    expect(rows).toMatchObject([{ ip: HOME, user_agent: 'test', expires_at: after(house.clock.now(), SESSION_MS) }])
    expect(rows[0].all).not.toContain(one.sessionSecret)
    expect(await isOpen(sha256(one.sessionSecret).toString('hex')), 'the hash opens nothing').toBe(false)
  })

  test('carries no password hash to anyone', async () => {
    expect(JSON.stringify(await attempt(PASSWORD))).not.toContain('argon2')
  })

  test('S30: ends after 24 hours without use, to the millisecond', async () => {
    const { sessionSecret } = await attempt(PASSWORD)
    const startedAt = house.clock.now()
    house.clock.set(after(startedAt, SESSION_IDLE_MS))
    expect(await isOpen(sessionSecret)).toBe(false)
    house.clock.set(after(startedAt, SESSION_IDLE_MS - 1))
    expect(await isOpen(sessionSecret)).toBe(true)
    house.clock.set(after(startedAt, 2 * SESSION_IDLE_MS - 2))
    expect(await isOpen(sessionSecret), 'use counts anew').toBe(true)
  })

  test('S30: ends after 14 days however busy, to the millisecond', async () => {
    const { sessionSecret, expiresAt } = await attempt(PASSWORD)
    const startedAt = house.clock.now()
    for (let hours = 23; hours < 14 * 24; hours += 23) {
      house.clock.set(after(startedAt, hours * 3_600_000))
      expect(await isOpen(sessionSecret)).toBe(true)
    }
    expect(expiresAt).toEqual(after(startedAt, SESSION_MS))
    house.clock.set(after(startedAt, SESSION_MS - 1))
    expect(await isOpen(sessionSecret)).toBe(true)
    house.clock.set(after(startedAt, SESSION_MS))
    expect(await isOpen(sessionSecret)).toBe(false)
  })

  test('S30: ends at sign-out, alone, and signing out twice is no fault', async () => {
    const [one, two] = [await attempt(PASSWORD), await attempt(PASSWORD)]
    await signOut(deps, one.sessionSecret)
    await signOut(deps, one.sessionSecret)
    expect(await isOpen(one.sessionSecret)).toBe(false)
    expect(await isOpen(two.sessionSecret)).toBe(true)
  })

  test('S4: of a disabled person opens nothing from the next request on, and nobody signs in as them', async () => {
    const { sessionSecret } = await attempt(PASSWORD)
    await house.owner.query('update users set disabled_at = now() where email = $1', [email])
    expect(await isOpen(sessionSecret)).toBe(false)
    expect(await codeOf(attempt(PASSWORD))).toBe('sign_in_failed')
  })

  test.each(['', 'x', randomBase62(43), '\0'])('is not opened by %j', async secret => {
    expect(await isOpen(secret)).toBe(false)
  })
})

describe('signing in', () => {
  test('takes the address in any case and with blanks around, also beyond ASCII', async () => {
    await newUser('Änne.Müller@Exämple.de')
    for (const as of [' änne.müller@exämple.de ', 'ÄNNE.MÜLLER@EXÄMPLE.DE']) {
      expect(await codeOf(attempt(PASSWORD, { as })), as).toBe('done')
    }
  })

  test('needs a password: a person without one cannot sign in with any', async () => {
    const user = { id: randomIds.next('usr'), wireId: randomIds.nextWireId(), email: 'none@example.com', name: 'None' }
    await house.node.deps.database.transact(EVERY_TENANT, db => insertUser(db, user, house.clock.now()))
    for (const password of ['', 'null', 'undefined']) {
      expect(await codeOf(attempt(password, { as: 'none@example.com' }))).toBe('sign_in_failed')
    }
  })

  test('S34: five failures are free, then there is a wait, which ends at its last millisecond', async () => {
    await fail(5)
    await expect(attempt(PASSWORD)).rejects.toMatchObject({ code: 'sign_in_limited', facts: { retryAfterSeconds: 30 } })
    house.clock.advance('29 seconds')
    await expect(attempt(PASSWORD)).rejects.toMatchObject({ facts: { retryAfterSeconds: 1 } })
    house.clock.advance('1 second')
    expect(await codeOf(attempt(PASSWORD))).toBe('done')
  })

  test('S34: failures from one place keep nobody out elsewhere, and no one else out here', async () => {
    const other = await newUser()
    await fail(5)
    expect(await codeOf(attempt(PASSWORD))).toBe('sign_in_limited')
    expect(await codeOf(attempt(PASSWORD, { ip: ELSEWHERE }))).toBe('done')
    expect(await codeOf(attempt(PASSWORD, { as: other }))).toBe('done')
  })

  test('S34: the case of the address or blanks around it are no way past the limit', async () => {
    await fail(3)
    await fail(2, { as: ` ${email.toUpperCase()} ` })
    expect(await codeOf(attempt(PASSWORD))).toBe('sign_in_limited')
  })

  test('S34: an address or a password longer than any is refused without a trace in the limit', async () => {
    const tries: object[] = []
    const signInLimits = { ...deps.signInLimits, admit: async (one: object) => tries.push(one) }
    for (const input of [
      { email: `${'x'.repeat(60_000)}@example.com`, password: 'whatever' },
      { email: 'mara@example.com', password: 'x'.repeat(1025) },
    ]) {
      const refused = signIn({ ...deps, signInLimits }, { ...input, origin: {} })
      await expect(refused).rejects.toMatchObject({ code: 'sign_in_failed' })
    }
    expect(tries).toEqual([])
  })

  test('S34: a success clears what failed before', async () => {
    await fail(4)
    expect(await codeOf(attempt(PASSWORD))).toBe('done')
    await fail(5)
    expect(await codeOf(attempt(PASSWORD))).toBe('sign_in_limited')
  })

  test('S34: guesses sent at once are not all the first one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => codeOf(attempt(WRONG))))
    expect(answers.filter(answer => answer === 'sign_in_failed')).toHaveLength(5)
    expect(answers.filter(answer => answer === 'sign_in_limited')).toHaveLength(15)
  })

  test('S34: an unknown person and a wrong password read the same and take about as long', async () => {
    const times = { known: [] as number[], unknown: [] as number[] }
    for (let round = 0; round < 12; round++) {
      for (const kind of ['known', 'unknown'] as const) {
        const as = kind === 'known' ? email : `${randomBase62(10)}@example.com`
        const startedMs = performance.now()
        await expect(attempt(WRONG, { as, ip: `192.0.2.${round}` })).rejects.toMatchObject({
          code: 'sign_in_failed',
          message: 'The e-mail address or the password is not right.',
        })
        times[kind].push(performance.now() - startedMs)
      }
    }
    const [known, unknown] = [median(times.known), median(times.unknown)]
    // Without the work for nobody the unknown would take a tenth.
    expect(unknown / known).toBeGreaterThan(0.5)
    expect(unknown / known).toBeLessThan(2)
  })

  test('a flood waits in a bounded line; who finds it full is turned away, and those in it are served', async () => {
    const flood = await Promise.allSettled(Array.from({ length: 110 }, () => isPasswordRight(WRONG, undefined)))
    const turnedAway = flood.filter(result => result.status === 'rejected')
    // Four at work and a hundred in line.
    expect(turnedAway).toHaveLength(6)
    for (const { reason } of turnedAway) expect(reason).toBeInstanceOf(QueueFullError)
    expect(await codeOf(attempt(PASSWORD)), 'afterwards there is room again').toBe('done')
  })

  test('S34: strangers who guess from everywhere hold nobody up in a browser of their own', async () => {
    const { deviceMark } = await attempt(PASSWORD)
    for (let at = 0; at < 25; at++) await deps.signInLimits.admit({ email, ip: `203.0.113.${at}` })
    expect(await codeOf(attempt(PASSWORD))).toBe('sign_in_limited')
    const known = { email, password: PASSWORD, origin: { ip: HOME }, deviceMark }
    expect(await codeOf(signIn(deps, known))).toBe('done')
    for (const mark of ['', 'x', `${deviceMark}x`, deviceMark.replace(/^\w/, '0')]) {
      for (let at = 0; at < 25; at++) await deps.signInLimits.admit({ email, ip: `203.0.113.${at}` })
      expect(await codeOf(signIn(deps, { ...known, deviceMark: mark })), mark).toBe('sign_in_limited')
    }
  })

  test('S34: a mark is for one person and six months', async () => {
    const { deviceMark } = await attempt(PASSWORD)
    const other = await newUser()
    for (let at = 0; at < 25; at++) await deps.signInLimits.admit({ email: other, ip: `203.0.113.${at}` })
    const asOther = { email: other, password: PASSWORD, origin: { ip: HOME }, deviceMark }
    expect(await codeOf(signIn(deps, asOther))).toBe('sign_in_limited')
    const own = await signIn(deps, { ...asOther, email, deviceMark })
    house.clock.advance('181 days')
    for (let at = 0; at < 25; at++) await deps.signInLimits.admit({ email, ip: `203.0.113.${at}` })
    const late = { ...asOther, email, deviceMark: own.isDone ? own.deviceMark : '' }
    expect(await codeOf(signIn(deps, late))).toBe('sign_in_limited')
  })

  const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
})

test('a session started for someone who has just proven who they are is like any other', async () => {
  const { user } = await attempt(PASSWORD)
  const { sessionSecret } = await startSession(deps, user, {})
  expect((await findSession(deps, sessionSecret))?.user).toEqual(user)
})
