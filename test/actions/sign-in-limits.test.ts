import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSignInLimits, type SignInAttempt, type SignInLimits } from '../../src/actions/sign-in-limits.ts'
import { networkOf } from '../../src/lib/networks.ts'
import { sha256 } from '../../src/lib/secrets.ts'
import { forgetFailures } from '../support/forget-failures.ts'
import { startTestHouse, type TestHouse } from '../support/house.ts'

let house: TestHouse
let limits: SignInLimits
beforeAll(async () => {
  house = await startTestHouse()
})
afterAll(() => house.stop())
beforeEach(async () => {
  const { clock } = house
  const { database } = house.node.deps
  await forgetFailures(database)
  limits = createSignInLimits({ clock, database })
})

const email = 'mara@example.com'
const from = (at: number, device?: string): SignInAttempt => ({ email, ip: `198.51.100.${at}`, device })
/** Fails once, after whatever wait; gives the wait. */
async function fail(attempt: SignInAttempt): Promise<number> {
  const waitMs = await limits.admit(attempt)
  if (waitMs === 0) return 0
  house.clock.set(new Date(house.clock.now().getTime() + waitMs))
  expect(await limits.admit(attempt), 'the wait is over at its last millisecond').toBe(0)
  return waitMs
}

describe('S34: one person', () => {
  test('from one network waits after five failures, whatever the case of the address', async () => {
    for (let time = 0; time < 5; time++) expect(await fail(from(1))).toBe(0)
    expect(await limits.admit(from(1))).toBe(30_000)
    expect(await limits.admit({ ...from(1), email: ' MARA@example.com' })).toBe(30_000)
    expect(await limits.admit(from(2))).toBe(0)
  })

  test('from many networks waits longer and longer, at most 30 seconds', async () => {
    const waits: number[] = []
    for (let at = 0; at < 28; at++) waits.push(await fail(from(at)))
    expect(waits.slice(0, 20).every(wait => wait === 0)).toBe(true)
    expect(waits.slice(20, 27)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  test('is held up for an hour after 100 failures in a row, and then not any more', async () => {
    for (let at = 0; at < 100; at++) await fail({ email, ip: `10.0.${at}.1` })
    expect(await limits.admit(from(200))).toBe(3_600_000)
    house.clock.advance('1 hour')
    expect(await limits.admit(from(200))).toBe(0)
  })

  test('is not locked out by strangers on a device of theirs; its own failures count there', async () => {
    for (let at = 0; at < 100; at++) await fail({ email, ip: `10.0.${at}.1` })
    for (let time = 0; time < 5; time++) expect(await limits.admit(from(1, 'laptop'))).toBe(0)
    expect(await limits.admit(from(1, 'laptop'))).toBe(30_000)
    expect(await limits.admit(from(1, 'phone'))).toBe(0)
  })

  test('that signed in has failed nowhere', async () => {
    for (let time = 0; time < 4; time++) await limits.admit(from(1))
    await limits.succeeded(from(1))
    for (let time = 0; time < 5; time++) expect(await limits.admit(from(1))).toBe(0)
  })
})

describe('S34: one network', () => {
  const person = (at: number, ip = '2001:db8::1'): SignInAttempt => ({ email: `p${at}@example.com`, ip })

  test('waits after 50 failures over all persons; an IPv6 /64 is one, and the next is another', async () => {
    for (let at = 0; at < 50; at++) expect(await limits.admit(person(at, `2001:db8::${at + 1}`))).toBe(0)
    expect(await limits.admit(person(99, '2001:db8::ffff'))).toBe(30_000)
    expect(await limits.admit(person(99, '2001:db8:0:1::1'))).toBe(0)
  })

  test('is not cleared by a sign-in that succeeds', async () => {
    for (let at = 0; at < 49; at++) await limits.admit(person(at))
    expect(await limits.admit(person(99))).toBe(0)
    await limits.succeeded(person(99))
    expect(await limits.admit(person(98))).toBe(0)
    expect(await limits.admit(person(97))).toBe(30_000)
  })

  test('of an office does not wait for those who sign in rightly', async () => {
    for (let at = 0; at < 120; at++) {
      expect(await limits.admit(person(at))).toBe(0)
      await limits.succeeded(person(at))
    }
  })
})

test('S34: two nodes count together, and guesses sent to both at once are not all the first', async () => {
  const { clock } = house
  const other = createSignInLimits({ clock, database: house.node.deps.database })
  const waits = await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? limits : other).admit(from(1))))
  expect(waits.filter(wait => wait === 0)).toHaveLength(5)
  expect(waits.filter(wait => wait === 30_000)).toHaveLength(15)
})

test('who signs in locks what is counted in the same order as who is admitted: neither waits for the other for ever', async () => {
  const { pool } = house.node.deps.database
  const ip = '198.51.100.1'
  const network = sha256(`network ${networkOf(ip)}`)
  const placeOf = (address: string) => sha256(`place ${address} ${networkOf(ip)}`)
  // One whose network comes first in the order of the keys.
  const address = Array.from({ length: 500 }, (_, n) => `p${n}@example.com`).find(
    one => network.compare(placeOf(one)) < 0 && network.compare(sha256(`person ${one}`)) < 0,
  )
  if (address === undefined) throw new Error('no such address')
  await limits.admit({ email: address, ip })
  const [holder, looker] = [await pool.connect(), await pool.connect()]
  const lock = (key: Buffer) => ({
    text: 'select 1 from sign_in_failures where key = $1 for update nowait',
    values: [key],
  })
  await holder.query('begin')
  await holder.query(lock(network))
  const signedIn = limits.succeeded({ email: address, ip })
  const waiting = async () =>
    (await looker.query(`select 1 from pg_locks where not granted and pid <> pg_backend_pid()`)).rows.length
  await expect.poll(waiting, { timeout: 1500 }).toBeGreaterThan(0)
  await looker.query('begin')
  expect((await looker.query(lock(placeOf(address)))).rows).toHaveLength(1)
  await looker.query('rollback')
  await holder.query('rollback')
  await signedIn
  for (const client of [holder, looker]) client.release()
})
