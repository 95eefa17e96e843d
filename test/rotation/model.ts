import type fc from 'fast-check'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { IntegrationRef } from '../../src/actions/rotations.ts'
import { Problem } from '../../src/domain/problem.ts'
import type { FixedClock } from '../../src/lib/clock.ts'
import type { TestNode } from '../support/node.ts'

/** What must be true of the integration, told without its code. */
export interface Model {
  current: string
  retiring?: { secret: string; endsAtMs: number; startedAtMs: number }
  dead: string[]
  scopes: string[]
  isDisabled: boolean
  isDeleted: boolean
  transitions: number
  nowMs: number
}

export interface Real {
  node: TestNode
  clock: FixedClock
  ref: IntegrationRef
}

/** A retiring secret past its deadline is dead; whether that is written down yet is another matter. */
export function isRotating(model: Model): boolean {
  return model.retiring !== undefined && model.nowMs < model.retiring.endsAtMs
}

/** What a successful transition does first: an overlap that is over ends with an entry of its own. */
export function settle(model: Model): void {
  if (model.retiring === undefined || isRotating(model)) return
  model.dead.push(model.retiring.secret)
  model.retiring = undefined
  model.transitions++
}

export async function checkAll(model: Model, { node, ref }: Real): Promise<void> {
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

export async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run
    return 'done'
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

/** A step: what the model expects the answer to be, the real call, and what it changes when it is done. */
export function step(
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
