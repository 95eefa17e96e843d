import { Type } from 'typebox'
import { OVERLAP_HOURS_DEFAULT, OVERLAP_HOURS_LEAST, OVERLAP_HOURS_MOST } from '../domain/rotation.ts'
import type { Contract } from './contract.ts'
import { CLOSED, Moment } from './fields.ts'
import { IntegrationReply, IntegrationWithToken } from './integrations.ts'

/** `expireLater` keeps the old token for the overlap; `expireNow` kills every earlier secret before the reply. */
export const RotateBody = Type.Object(
  {
    old: Type.Enum(['expireLater', 'expireNow']),
    overlapHours: Type.Optional(
      Type.Integer({
        minimum: OVERLAP_HOURS_LEAST,
        maximum: OVERLAP_HOURS_MOST,
        description: `With expireLater only; ${OVERLAP_HOURS_DEFAULT} (7 days) unless said.`,
      }),
    ),
  },
  CLOSED,
)

const NOT_FOUND = ['account_not_found', 'integration_not_found', 'labs_feature_off'] as const

export const ROTATE_TOKEN = {
  id: 'rotateToken',
  summary: 'Make a new token; the old one expires later or now',
  status: 201,
  body: RotateBody,
  reply: IntegrationWithToken,
  problems: [
    ...NOT_FOUND,
    'reauthentication_required',
    'rotation_in_progress',
    'integration_expired',
    'integration_tampered',
    'scope_exceeds_own',
    'token_retiring',
  ],
} as const satisfies Contract

export const CANCEL_ROTATION = {
  id: 'cancelRotation',
  summary: 'Cancel the rotation: the old token is current again, the new one stops at once',
  status: 200,
  body: Type.Object(
    {
      confirm: Type.Optional(
        Type.Boolean({ description: 'True to go on although the new token has been used by the clients named.' }),
      ),
    },
    CLOSED,
  ),
  reply: IntegrationReply,
  problems: [
    ...NOT_FOUND,
    'rotation_not_in_progress',
    'rotation_new_token_used',
    'scope_exceeds_own',
    'token_retiring',
  ],
} as const satisfies Contract

export const EXPIRE_TOKEN_NOW = {
  id: 'expireTokenNow',
  summary: 'End the old token now instead of at its deadline',
  status: 200,
  reply: IntegrationReply,
  problems: [...NOT_FOUND, 'rotation_not_in_progress', 'scope_exceeds_own'],
} as const satisfies Contract

export const EXTEND_OVERLAP = {
  id: 'extendOverlap',
  summary: 'Let the old token work longer, at most 30 days from the start of the rotation',
  status: 200,
  body: Type.Object({ until: Moment }, CLOSED),
  reply: IntegrationReply,
  problems: [...NOT_FOUND, 'rotation_not_in_progress', 'scope_exceeds_own', 'token_retiring'],
} as const satisfies Contract

export const REISSUE_TOKEN = {
  id: 'reissueToken',
  summary: 'Replace the new token, which was lost; the old one keeps its deadline',
  status: 201,
  reply: IntegrationWithToken,
  problems: [
    ...NOT_FOUND,
    'reauthentication_required',
    'rotation_not_in_progress',
    'scope_exceeds_own',
    'token_retiring',
  ],
} as const satisfies Contract

export const GET_OWN_TOKEN = {
  id: 'getOwnToken',
  summary: 'The calling token’s own integration and rotation',
  status: 200,
  reply: IntegrationReply,
  problems: [],
} as const satisfies Contract

export const ROTATE_OWN_TOKEN = {
  id: 'rotateOwnToken',
  summary: 'The calling token replaces itself',
  status: 201,
  body: RotateBody,
  reply: IntegrationWithToken,
  problems: ['rotation_in_progress', 'token_retiring', 'integration_expired'],
} as const satisfies Contract

export const EXPIRE_OWN_OLD_TOKEN = {
  id: 'expireOwnOldToken',
  summary: 'End the retiring token of the calling token’s integration now',
  status: 200,
  reply: IntegrationReply,
  problems: ['rotation_not_in_progress'],
} as const satisfies Contract
