import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endPastOverlaps } from '../../src/actions/housekeeping.ts'
import { deleteIntegration, disableIntegration, enableIntegration } from '../../src/actions/integration-switches.ts'
import { editIntegration } from '../../src/actions/integrations.ts'
import * as actions from '../../src/actions/rotations.ts'
import type { IntegrationRef } from '../../src/actions/rotations.ts'
import { Problem } from '../../src/domain/problem.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { newIntegration, OPERATOR, setUpAccounts } from '../support/integration.ts'
import { startTestNode, type TestNode } from '../support/node.ts'
import { testKeys } from '../support/keys.ts'

const HOUR_MS = 3_600_000

/** What must be true of the integration, told without its code. */
interface Model {
  current: string
  retiring?: { secret: string; endsAtMs: number; startedAtMs: number }
  dead: string[]
  scopes: string[]
  isDisabled: boolean
  isDeleted: boolean
  transitions: number
  nowMs: number
}

interface Real {
  node: TestNode
  ref: IntegrationRef
}

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

/** A retiring secret past its deadline is dead; whether that is written down yet is another matter. */
function isRotating(model: Model): boolean {
  return model.retiring !== undefined && model.nowMs < model.retiring.endsAtMs
}

/** What a successful transition does first: an overlap that is over ends with an entry of its own. */
function settle(model: Model): void {
  if (model.retiring === undefined || isRotating(model)) return
  model.dead.push(model.retiring.secret)
  model.retiring = undefined
  model.transitions++
}

async function checkAll(model: Model, { node, ref }: Real): Promise<void> {
  const isAccepted = (secret: string) => node.verifier.check(secret, {}).ok
  const verdict = node.verifier.check(model.current, {})
  if (verdict.ok) expect([...verdict.principal.scopes]).toEqual(model.scopes)
  const isOpen = !model.isDisabled && !model.isDeleted
  expect(isAccepted(model.current), 'the current secret').toBe(isOpen)
  if (model.retiring !== undefined) {
    expect(isAccepted(model.retiring.secret), 'the retiring secret').toBe(isOpen && isRotating(model))
  }
  for (const secret of model.dead) expect(isAccepted(secret), 'a dead secret').toBe(false)
  const { rows } = await node.deps.database.read(ref.accountId, db =>
    sql<{ audits: number; events: number; live: number }>`select
      (select count(*) from audit_entries where account_id = ${ref.accountId} and target->>'id' = ${ref.integrationId}) as audits,
      (select count(*) from events where account_id = ${ref.accountId} and integration_id = ${ref.integrationId}) as events,
      (select count(*) from tokens where account_id = ${ref.accountId} and integration_id = ${ref.integrationId} and ended_at is null) as live`.execute(
      db,
    ),
  )
  const row = rows[0]
  expect(row?.audits, 'one audit entry per transition').toBe(model.transitions)
  expect(row?.events, 'one lifecycle event per transition').toBe(model.transitions)
  expect(row?.live).toBe(model.isDeleted ? 0 : model.retiring === undefined ? 1 : 2)
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run
    return 'done'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

/** A step: what the model expects the answer to be, the real call, and what it changes when it is done. */
function step(
  name: string,
  expected: (model: Model) => string,
  act: (real: Real) => Promise<string | undefined>,
  apply: (model: Model, secret: string) => void,
): fc.AsyncCommand<Model, Real> {
  return {
    toString: () => name,
    check: () => true,
    async run(model, real) {
      let secret: string | undefined
      const code = await codeOf(act(real).then(made => (secret = made)))
      expect(code, name).toBe(model.isDeleted ? 'integration_not_found' : expected(model))
      if (code === 'done') {
        settle(model)
        apply(model, secret ?? '')
        model.transitions++
      }
      await checkAll(model, real)
    },
  }
}

const done = () => 'done'
const ifRotating = (model: Model) => (isRotating(model) ? 'done' : 'rotation_not_in_progress')

const rotateLater = (overlapHours: number) =>
  step(
    `rotate later, ${overlapHours} h`,
    model => (isRotating(model) ? 'rotation_in_progress' : 'done'),
    async ({ node, ref }) =>
      (await actions.rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireLater', overlapHours })).shown.secret,
    (model, secret) => {
      model.retiring = {
        secret: model.current,
        endsAtMs: model.nowMs + overlapHours * HOUR_MS,
        startedAtMs: model.nowMs,
      }
      model.current = secret
    },
  )

const rotateNow = step(
  'rotate now',
  done,
  async ({ node, ref }) => (await actions.rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireNow' })).shown.secret,
  (model, secret) => {
    model.dead.push(model.current, ...(model.retiring ? [model.retiring.secret] : []))
    model.retiring = undefined
    model.current = secret
  },
)

const cancel = step(
  'cancel',
  ifRotating,
  async ({ node, ref }) => void (await actions.cancelRotation(node.deps, OPERATOR, { ...ref, isConfirmed: true })),
  model => {
    model.dead.push(model.current)
    model.current = model.retiring?.secret ?? ''
    model.retiring = undefined
  },
)

const expireNow = step(
  'expire now',
  ifRotating,
  async ({ node, ref }) => void (await actions.expireTokenNow(node.deps, OPERATOR, ref)),
  model => {
    model.dead.push(model.retiring?.secret ?? '')
    model.retiring = undefined
  },
)

const reissue = step(
  'reissue',
  ifRotating,
  async ({ node, ref }) => (await actions.reissueToken(node.deps, OPERATOR, ref)).shown.secret,
  (model, secret) => {
    model.dead.push(model.current)
    model.current = secret
  },
)

const extend = (hours: number) => {
  let until = 0
  return step(
    `extend to ${hours} h from the start`,
    model => {
      if (!isRotating(model) || model.retiring === undefined) return 'rotation_not_in_progress'
      return until > model.retiring.endsAtMs && hours <= 720 ? 'done' : 'input_invalid'
    },
    async ({ node, ref }) => {
      const view = await node.deps.database.read(ref.accountId, db =>
        sql<{ at: Date }>`select rotation_started_at as at from tokens where account_id = ${ref.accountId}
          and integration_id = ${ref.integrationId} and role = 'retiring' and ended_at is null`.execute(db),
      )
      until = (view.rows[0]?.at ?? clock.now()).getTime() + hours * HOUR_MS
      await actions.extendOverlap(node.deps, OPERATOR, { ...ref, until: new Date(until) })
      return undefined
    },
    model => {
      if (model.retiring) model.retiring.endsAtMs = until
    },
  )
}

/** An edit that changes nothing records nothing; no edit changes a secret. */
const edit = (scopes: string[]): fc.AsyncCommand<Model, Real> => ({
  toString: () => `edit scopes to ${scopes.join(' ')}`,
  check: () => true,
  async run(model, real) {
    const code = await codeOf(editIntegration(real.node.deps, OPERATOR, { ...real.ref, change: { scopes } }))
    expect(code).toBe(model.isDeleted ? 'integration_not_found' : 'done')
    if (code === 'done') {
      settle(model)
      if (model.scopes.join() !== scopes.join()) model.transitions++
      model.scopes = scopes
    }
    await checkAll(model, real)
  },
})

/** Switching to the state it is in already changes nothing, and so records nothing. */
function toggle(isDisabled: boolean): fc.AsyncCommand<Model, Real> {
  return {
    toString: () => (isDisabled ? 'disable' : 'enable'),
    check: () => true,
    async run(model, real) {
      const act = isDisabled ? disableIntegration : enableIntegration
      const code = await codeOf(act(real.node.deps, OPERATOR, real.ref))
      expect(code).toBe(model.isDeleted ? 'integration_not_found' : 'done')
      if (code === 'done') {
        settle(model)
        if (model.isDisabled !== isDisabled) model.transitions++
        model.isDisabled = isDisabled
      }
      await checkAll(model, real)
    },
  }
}

const remove = step(
  'delete',
  done,
  async ({ node, ref }) => void (await deleteIntegration(node.deps, OPERATOR, ref)),
  model => {
    model.isDeleted = true
    model.dead.push(model.current, ...(model.retiring ? [model.retiring.secret] : []))
  },
)

/** Moves time: by a span, or to one millisecond before, at, or after the deadline. */
function advance(where: number | 'before' | 'at' | 'after'): fc.AsyncCommand<Model, Real> {
  return {
    toString: () => `time: ${where}`,
    check: model => typeof where === 'number' || isRotating(model),
    async run(model, real) {
      const deadline = model.retiring?.endsAtMs ?? 0
      const target = typeof where === 'number' ? model.nowMs + where : deadline + { before: -1, at: 0, after: 1 }[where]
      model.nowMs = Math.max(target, model.nowMs)
      clock.set(new Date(model.nowMs))
      await checkAll(model, real)
    },
  }
}

const housekeep: fc.AsyncCommand<Model, Real> = {
  toString: () => 'worker',
  check: () => true,
  async run(model, real) {
    await endPastOverlaps(real.node.deps)
    if (!model.isDeleted) settle(model)
    await checkAll(model, real)
  },
}

const commands = [
  fc.constantFrom(1, 2, 168, 720).map(rotateLater),
  fc.constantFrom(1, 24, 168).map(rotateLater),
  fc.constant(rotateNow),
  fc.constant(cancel),
  fc.constant(expireNow),
  fc.constant(reissue),
  fc.constantFrom(2, 200, 720, 721).map(extend),
  fc.constantFrom('contacts.readonly', 'contacts.readonly contacts.write').map(scopes => edit(scopes.split(' '))),
  fc.boolean().map(toggle),
  fc.constantFrom<number | 'before' | 'at' | 'after'>(1, HOUR_MS, 100 * HOUR_MS, 'before', 'at', 'after').map(advance),
  fc.constant(housekeep),
]

describe('rotation, as a model with random sequences', () => {
  test('never accepts more than two secrets, never a dead one, and records each transition exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands([...commands, ...commands, fc.constant(remove)], { maxCommands: 30, size: 'max' }),
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
          await fc.asyncModelRun(() => ({ model, real: { node, ref } }), sequence)
        },
      ),
      { numRuns: 60 },
    )
  }, 120_000)
})
