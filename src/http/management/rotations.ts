import type { IntegrationView } from '../../actions/integration-view.ts'
import {
  expireOwnOldToken as expireOwnAction,
  getOwnToken as getOwnAction,
  rotateOwnToken as rotateOwnAction,
} from '../../actions/own-token.ts'
import {
  cancelRotation as cancelAction,
  expireTokenNow as expireAction,
  extendOverlap as extendAction,
  type RotateInput,
  reissueToken as reissueAction,
  rotateToken as rotateAction,
} from '../../actions/rotations.ts'
import {
  CANCEL_ROTATION,
  EXPIRE_OWN_OLD_TOKEN,
  EXPIRE_TOKEN_NOW,
  EXTEND_OVERLAP,
  GET_OWN_TOKEN,
  REISSUE_TOKEN,
  ROTATE_OWN_TOKEN,
  ROTATE_TOKEN,
} from '../../contract/rotations.ts'
import { invalid } from '../../domain/problem.ts'
import type { Caller } from '../caller.ts'
import { readMoment } from './moment.ts'
import { presentIntegration, presentWithSecret } from './present.ts'
import { actorOf, handle } from './route.ts'

export const rotateToken = handle(ROTATE_TOKEN, {
  run: ({ deps, params, body, ...call }) => rotateAction(deps, actorOf(call), { ...params, ...readRotateBody(body) }),
  present: presentWithSecret,
})

export const cancelRotation = handle(CANCEL_ROTATION, {
  run: ({ deps, params, body, ...call }) =>
    cancelAction(deps, actorOf(call), { ...params, isConfirmed: body.confirm === true }),
  present: presentOne,
})

export const expireTokenNow = handle(EXPIRE_TOKEN_NOW, {
  run: ({ deps, params, ...call }) => expireAction(deps, actorOf(call), params),
  present: presentOne,
})

export const extendOverlap = handle(EXTEND_OVERLAP, {
  run: ({ deps, params, body, ...call }) =>
    extendAction(deps, actorOf(call), { ...params, until: readMoment('until', body.until) }),
  present: presentOne,
})

export const reissueToken = handle(REISSUE_TOKEN, {
  run: ({ deps, params, ...call }) => reissueAction(deps, actorOf(call), params),
  present: presentWithSecret,
})

export const getOwnToken = handle(GET_OWN_TOKEN, {
  run: ({ deps, caller }) => getOwnAction(deps, tokenActor(caller)),
  present: presentOne,
})

export const rotateOwnToken = handle(ROTATE_OWN_TOKEN, {
  run: ({ deps, caller, body }) => rotateOwnAction(deps, tokenActor(caller), readRotateBody(body)),
  present: presentWithSecret,
})

export const expireOwnOldToken = handle(EXPIRE_OWN_OLD_TOKEN, {
  run: ({ deps, caller }) => expireOwnAction(deps, tokenActor(caller)),
  present: presentOne,
})

function readRotateBody(body: RotateInput): RotateInput {
  if (body.old === 'expireNow' && body.overlapHours !== undefined) {
    throw invalid('overlapHours', 'has no meaning with "old": "expireNow"; leave it out')
  }
  return body
}

function tokenActor(caller: Caller | undefined) {
  if (caller?.kind !== 'token') throw new Error('only a token acts on itself')
  return caller.actor
}

function presentOne(view: IntegrationView) {
  return { integration: presentIntegration(view) }
}
