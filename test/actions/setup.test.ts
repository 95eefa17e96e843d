import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyChain } from '../../src/actions/audit-chain.ts'
import { createSetupCode, isSetUp, isSetupCodeGood, type SetUpInput, setUp } from '../../src/actions/setup.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { isPasswordRight } from '../../src/lib/passwords.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { codeOf } from '../support/house.ts'
import { OPERATOR } from '../support/integration.ts'
import { testKeys } from '../support/keys.ts'
import { startTestNode, type TestNode } from '../support/node.ts'

const clock = fixedClock()
let testDatabase: TestDatabase
let node: TestNode
let owner: pg.Client

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  node = await startTestNode(testDatabase, { clock, keys: testKeys() })
  owner = new pg.Client(testDatabase.owner)
  await owner.connect()
})
/** As before a first start. */
beforeEach(() => owner.query('truncate users, accounts, setup_codes cascade'))
afterAll(async () => {
  await owner.end()
  await node.stop()
  await testDatabase.drop()
})

const input = (fields: Partial<SetUpInput> = {}): SetUpInput => ({
  email: 'mara@example.com',
  password: randomBase62(24),
  name: 'Mara Petit',
  accountName: 'Test Company',
  sampleData: false,
  origin: { ip: '192.0.2.1' },
  ...fields,
})

describe('the code of the printed link', () => {
  test('makes the first admin once, and is dead afterwards', async () => {
    const code = await createSetupCode(node.deps)
    expect(await codeOf(setUp(node.deps, input({ code })))).toBe('done')
    expect(await isSetupCodeGood(node.deps, code)).toBe(false)
    expect(await codeOf(setUp(node.deps, input({ code, email: 'jon@example.com' })))).toBe('setup_done')
  })

  test('S39: is not consumed by looking: mail scanners and browsers prefetch links', async () => {
    const code = await createSetupCode(node.deps)
    for (let look = 0; look < 5; look++) expect(await isSetupCodeGood(node.deps, code)).toBe(true)
    expect(await codeOf(setUp(node.deps, input({ code })))).toBe('done')
  })

  test('S39: expires after a day, to the millisecond', async () => {
    const code = await createSetupCode(node.deps)
    clock.advance('1 day')
    expect(await isSetupCodeGood(node.deps, code)).toBe(false)
    expect(await codeOf(setUp(node.deps, input({ code })))).toBe('setup_code_invalid')
    clock.advance('-1 ms')
    expect(await isSetupCodeGood(node.deps, code)).toBe(true)
  })

  test('ends when a new start prints a new one', async () => {
    const first = await createSetupCode(node.deps)
    const second = await createSetupCode(node.deps)
    expect(await isSetupCodeGood(node.deps, first)).toBe(false)
    expect(await codeOf(setUp(node.deps, input({ code: first })))).toBe('setup_code_invalid')
    expect(await codeOf(setUp(node.deps, input({ code: second })))).toBe('done')
  })

  test('S39: is stored as a hash alone, and a made-up or empty one makes nobody an admin', async () => {
    const code = await createSetupCode(node.deps)
    const { rows } = await owner.query('select c::text as text from setup_codes c')
    expect(rows).toHaveLength(1)
    expect(rows[0].text).not.toContain(code)
    for (const wrong of ['', randomBase62(32), code.slice(1), `${code}0`]) {
      expect(await codeOf(setUp(node.deps, input({ code: wrong })))).toBe('setup_code_invalid')
    }
    expect(await isSetUp(node.deps)).toBe(false)
  })

  test('survives a form that was filled in wrongly', async () => {
    const code = await createSetupCode(node.deps)
    expect(await codeOf(setUp(node.deps, input({ code, password: 'short' })))).toBe('input_invalid')
    expect(await codeOf(setUp(node.deps, input({ code })))).toBe('done')
  })
})

describe('setting up', () => {
  test('S34: hashes nothing for a wrong code or on a server that is set up', async () => {
    const refused = async (code: string) => {
      // The line of passwords to hash is full: whoever asked for a hash would be turned away as one too many.
      const flood = Promise.allSettled(Array.from({ length: 110 }, () => isPasswordRight('guess', undefined)))
      const answer = await codeOf(setUp(node.deps, input({ code })))
      await flood
      return answer
    }
    expect(await refused(randomBase62(32))).toBe('setup_code_invalid')
    const code = await createSetupCode(node.deps)
    await setUp(node.deps, input({ code }))
    expect(await refused(code)).toBe('setup_done')
  })

  test('makes an admin, an agency and its location, with the first entry of each chain', async () => {
    const { user, agency, location } = await setUp(node.deps, input({ timezone: 'Europe/Berlin' }))
    expect(agency).toMatchObject({ kind: 'agency', name: 'Test Company', timezone: 'Europe/Berlin' })
    expect(location).toMatchObject({ kind: 'location', parentId: agency.id, name: 'Test Company' })
    expect(user).toMatchObject({ email: 'mara@example.com', name: 'Mara Petit' })
    for (const { id } of [agency, location]) {
      expect(await verifyChain(node.deps, OPERATOR, { accountId: id })).toEqual({ isIntact: true, entries: 1 })
    }
    expect(await isSetUp(node.deps)).toBe(true)
  })

  test('is known to the index when it returns: the first token works at once', async () => {
    const { location } = await setUp(node.deps, input())
    expect(node.verifier.findLocation(location.wireId)).toMatchObject({ id: location.id })
  })

  test('by two at once, with and without a code, makes one admin', async () => {
    const code = await createSetupCode(node.deps)
    const answers = await Promise.all([
      codeOf(setUp(node.deps, input({ code }))),
      codeOf(setUp(node.deps, input({ code, email: 'jon@example.com' }))),
      codeOf(setUp(node.deps, input({ email: 'ada@example.com' }))),
    ])
    expect(answers.toSorted()).toEqual(['done', 'setup_done', 'setup_done'])
    const { rows } = await owner.query('select count(*)::int as users from users')
    expect(rows).toEqual([{ users: 1 }])
  })

  test.each<[string, Partial<SetUpInput>]>([
    ['email', { email: 'mara' }],
    ['name', { name: ' ' }],
    ['name', { name: 'n'.repeat(121) }],
    ['accountName', { accountName: '' }],
    ['timezone', { timezone: 'Europe/Nowhere' }],
    ['password', { password: 'Test Company 2026' }],
  ])('with a wrong %s is refused by that name and leaves nothing behind', async (field, fields) => {
    await expect(setUp(node.deps, input(fields))).rejects.toMatchObject({ code: 'input_invalid', fields: [{ field }] })
    expect(await isSetUp(node.deps)).toBe(false)
  })
})
