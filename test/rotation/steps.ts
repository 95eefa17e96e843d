import type fc from 'fast-check'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { endPastOverlaps } from '../../src/actions/housekeeping.ts'
import { deleteIntegration, disableIntegration, enableIntegration } from '../../src/actions/integration-switches.ts'
import { editIntegration } from '../../src/actions/integrations.ts'
import * as actions from '../../src/actions/rotations.ts'
import { OPERATOR } from '../support/integration.ts'
import { checkAll, codeOf, isRotating, type Model, type Real, settle, step } from './model.ts'

const HOUR_MS = 3_600_000

const done = () => 'done'
const ifRotating = (model: Model) => (isRotating(model) ? 'done' : 'rotation_not_in_progress')

export const rotateLater = (overlapHours: number) =>
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

export const rotateNow = step(
  'rotate now',
  done,
  async ({ node, ref }) => (await actions.rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireNow' })).shown.secret,
  (model, secret) => {
    model.dead.push(model.current, ...(model.retiring ? [model.retiring.secret] : []))
    model.retiring = undefined
    model.current = secret
  },
)

export const cancel = step(
  'cancel',
  ifRotating,
  async ({ node, ref }) => void (await actions.cancelRotation(node.deps, OPERATOR, { ...ref, isConfirmed: true })),
  model => {
    model.dead.push(model.current)
    model.current = model.retiring?.secret ?? ''
    model.retiring = undefined
  },
)

export const expireNow = step(
  'expire now',
  ifRotating,
  async ({ node, ref }) => void (await actions.expireTokenNow(node.deps, OPERATOR, ref)),
  model => {
    model.dead.push(model.retiring?.secret ?? '')
    model.retiring = undefined
  },
)

export const reissue = step(
  'reissue',
  ifRotating,
  async ({ node, ref }) => (await actions.reissueToken(node.deps, OPERATOR, ref)).shown.secret,
  (model, secret) => {
    model.dead.push(model.current)
    model.current = secret
  },
)

export const extend = (hours: number) => {
  let until = 0
  return step(
    `extend to ${hours} h from the start`,
    model => {
      if (!isRotating(model) || model.retiring === undefined) return 'rotation_not_in_progress'
      return until > model.retiring.endsAtMs && hours <= 720 ? 'done' : 'input_invalid'
    },
    async ({ node, ref, clock }) => {
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
export const edit = (scopes: string[]): fc.AsyncCommand<Model, Real> => ({
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
export function toggle(isDisabled: boolean): fc.AsyncCommand<Model, Real> {
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

export const remove = step(
  'delete',
  done,
  async ({ node, ref }) => void (await deleteIntegration(node.deps, OPERATOR, ref)),
  model => {
    model.isDeleted = true
    model.dead.push(model.current, ...(model.retiring ? [model.retiring.secret] : []))
  },
)

/** Moves time: by a span, or to one millisecond before, at, or after the deadline. */
export function advance(where: number | 'before' | 'at' | 'after'): fc.AsyncCommand<Model, Real> {
  return {
    toString: () => `time: ${where}`,
    check: model => typeof where === 'number' || isRotating(model),
    async run(model, real) {
      const deadline = model.retiring?.endsAtMs ?? 0
      const target = typeof where === 'number' ? model.nowMs + where : deadline + { before: -1, at: 0, after: 1 }[where]
      model.nowMs = Math.max(target, model.nowMs)
      real.clock.set(new Date(model.nowMs))
      await checkAll(model, real)
    },
  }
}

export const housekeep: fc.AsyncCommand<Model, Real> = {
  toString: () => 'worker',
  check: () => true,
  async run(model, real) {
    await endPastOverlaps(real.node.deps)
    if (!model.isDeleted) settle(model)
    await checkAll(model, real)
  },
}
