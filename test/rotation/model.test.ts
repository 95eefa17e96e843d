import fc from 'fast-check'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { newIntegration, setUpAccounts } from '../support/integration.ts'
import { testKeys } from '../support/keys.ts'
import { startTestNode, type TestNode } from '../support/node.ts'
import type { Model } from './model.ts'
import * as steps from './steps.ts'

const HOUR_MS = 3_600_000

const clock = fixedClock()
let testDatabase: TestDatabase
let node: TestNode
let accountId: string

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  node = await startTestNode(testDatabase, { clock, keys: testKeys() })
  accountId = (await setUpAccounts(node.deps)).location.id
})

afterAll(async () => {
  await node.stop()
  await testDatabase.drop()
})

const commands = [
  fc.constantFrom(1, 2, 168, 720).map(steps.rotateLater),
  fc.constantFrom(1, 24, 168).map(steps.rotateLater),
  fc.constant(steps.rotateNow),
  fc.constant(steps.cancel),
  fc.constant(steps.expireNow),
  fc.constant(steps.reissue),
  fc.constantFrom(2, 200, 720, 721).map(steps.extend),
  fc.constantFrom('contacts.readonly', 'contacts.readonly contacts.write').map(scopes => steps.edit(scopes.split(' '))),
  fc.boolean().map(steps.toggle),
  fc
    .constantFrom<number | 'before' | 'at' | 'after'>(1, HOUR_MS, 100 * HOUR_MS, 'before', 'at', 'after')
    .map(steps.advance),
  fc.constant(steps.housekeep),
]

describe('rotation, as a model with random sequences', () => {
  test('never accepts more than two secrets, never a dead one, and records each transition exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands([...commands, ...commands, fc.constant(steps.remove)], { maxCommands: 30, size: 'max' }),
        async sequence => {
          const { ref, secret } = await newIntegration(node.deps, accountId)
          const model: Model = {
            current: secret,
            dead: [],
            scopes: ['contacts.readonly'],
            isDisabled: false,
            isDeleted: false,
            transitions: 1,
            nowMs: clock.now().getTime(),
          }
          await fc.asyncModelRun(() => ({ model, real: { node, clock, ref } }), sequence)
        },
      ),
      { numRuns: 60 },
    )
  }, 120_000)
})
