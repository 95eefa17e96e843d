import { spawn } from 'node:child_process'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyChain } from '../../src/actions/audit-chain.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { createKeys, parseKey } from '../../src/lib/keys.ts'
import { createTestDatabase, type PostgresAddress, type TestDatabase } from '../support/database.ts'
import { newIntegration, OPERATOR, setUpAccounts } from '../support/integration.ts'
import { startTestNode, type TestNode } from '../support/node.ts'
import type { RacerOrders } from '../support/racer.ts'

const pepper = randomBase62(64)
const keyEncryptionKey = randomBase62(64)
const keys = createKeys({ pepper: parseKey('pepper', pepper), keyEncryptionKey: parseKey('key', keyEncryptionKey) })
let testDatabase: TestDatabase
let node: TestNode
let accountId: string

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  node = await startTestNode(testDatabase, { clock: systemClock, keys })
  accountId = (await setUpAccounts(node.deps)).location.id
})

afterAll(async () => {
  await node.stop()
  await testDatabase.drop()
})

async function race(orders: RacerOrders): Promise<{ name: string; answer: string }[]> {
  const script = path.join(import.meta.dirname, '../support/racer.ts')
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, RACER_ORDERS: JSON.stringify(orders) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => void (text += chunk.toString()))
  const code = await new Promise<number | null>(resolve => child.on('exit', resolve))
  expect(code).toBe(0)
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { name: string; answer: string })
}

test('S19: two processes that rotate, cancel, expire, edit and delete at once leave one successor at most', async () => {
  const made = await Promise.all(Array.from({ length: 3 }, () => newIntegration(node.deps, accountId)))
  const orders: RacerOrders = {
    owner: testDatabase.owner as PostgresAddress,
    pepper,
    keyEncryptionKey,
    accountId,
    integrationIds: made.map(({ ref }) => ref.integrationId),
    calls: 300,
  }
  const calls = (await Promise.all([race(orders), race(orders)])).flat()
  expect(calls.filter(call => call.answer.startsWith('failed'))).toEqual([])
  const expected = [
    'done',
    'integration_not_found',
    'rotation_in_progress',
    'rotation_not_in_progress',
    'route_not_found',
  ]
  expect([...new Set(calls.map(call => call.answer))].filter(answer => !expected.includes(answer))).toEqual([])

  const { rows } = await node.deps.database.read(accountId, db =>
    sql<{ current: number; retiring: number; deleted: boolean; audits: number; events: number }>`
      select i.deleted_at is not null as deleted,
        (select count(*) from tokens t where t.integration_id = i.id and ended_at is null and role = 'current') as current,
        (select count(*) from tokens t where t.integration_id = i.id and ended_at is null and role = 'retiring') as retiring,
        (select count(*) from audit_entries a where a.target->>'id' = i.id) as audits,
        (select count(*) from events e where e.integration_id = i.id) as events
      from integrations i where i.account_id = ${accountId}`.execute(db),
  )
  for (const row of rows) {
    expect(row.current).toBe(row.deleted ? 0 : 1)
    expect(row.retiring).toBeLessThanOrEqual(row.deleted ? 0 : 1)
    expect(row.audits).toBe(row.events)
  }
  const transitions = calls.filter(call => call.answer === 'done').length
  const recorded = rows.reduce((sum, row) => sum + row.audits, 0)
  const deletions = rows.filter(row => row.deleted).length
  expect(recorded, 'one entry per transition that was answered').toBe(transitions + deletions + made.length)
  expect(await verifyChain(node.deps, OPERATOR, { accountId })).toMatchObject({ isIntact: true })
}, 60_000)

test('S19: of two rotations at the same moment one wins and the other hears 409', async () => {
  const second = await startTestNode(testDatabase, { clock: systemClock, keys })
  const { rotateToken } = await import('../../src/actions/rotations.ts')
  for (let round = 0; round < 20; round++) {
    const { ref } = await newIntegration(node.deps, accountId)
    const answers = await Promise.allSettled(
      [node, second].map(({ deps }) => rotateToken(deps, OPERATOR, { ...ref, old: 'expireLater' })),
    )
    expect(answers.filter(answer => answer.status === 'fulfilled')).toHaveLength(1)
    expect(answers.find(answer => answer.status === 'rejected')?.reason).toMatchObject({ code: 'rotation_in_progress' })
  }
  await second.stop()
})
