import { Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, Moment } from './fields.ts'

/** One row of the scope catalogue. */
export const Scope = Type.Object(
  {
    scope: Type.String(),
    group: Type.String(),
    label: Type.String(),
    sentence: Type.String(),
    access: Type.Enum(['read', 'write']),
    sensitive: Type.Boolean(),
    operations: Type.Array(Type.String(), { description: 'The calls it opens, such as "GET /contacts/{contactId}".' }),
    events: Type.Array(Type.String()),
  },
  CLOSED,
)

export const LIST_SCOPES = {
  id: 'listScopes',
  summary: 'The scopes that this account’s integrations can be granted',
  status: 200,
  reply: Type.Array(Scope),
  problems: ['account_not_found', 'labs_feature_off'],
} as const satisfies Contract

const LabsFeature = Type.Object(
  {
    feature: Type.String({ description: 'Its name in PATCH.' }),
    isOn: Type.Boolean(),
    title: Type.String(),
    sentence: Type.String(),
    whenOn: Type.String({ description: 'What it is like once it is on.' }),
    whenOff: Type.String({ description: 'What switching it off changes, and what not.' }),
    changedAt: Type.Union([Moment, Type.Null()], { description: 'When it was last switched; null = never.' }),
  },
  CLOSED,
)

const Labs = Type.Object(
  {
    privateIntegrations: Type.Boolean({ description: 'Off hides the feature; tokens that exist go on working.' }),
    legacyApiKeys: Type.Boolean({
      description: 'Off: no API key can be made, and API v1 answers those there are 410.',
    }),
    features: Type.Array(LabsFeature, { description: 'The same, with words for people.' }),
  },
  CLOSED,
)

export const GET_LABS = {
  id: 'getLabs',
  summary: 'Which Labs features are on',
  status: 200,
  reply: Labs,
  problems: ['account_not_found'],
} as const satisfies Contract

export const CHANGE_LABS = {
  id: 'changeLabs',
  summary: 'Switch Labs features',
  status: 200,
  body: Type.Object(
    { privateIntegrations: Type.Optional(Type.Boolean()), legacyApiKeys: Type.Optional(Type.Boolean()) },
    { ...CLOSED, minProperties: 1 },
  ),
  reply: Labs,
  problems: ['account_not_found'],
} as const satisfies Contract

const DaysOrNever = Type.Union([Type.Integer({ minimum: 1, maximum: 3650 }), Type.Null()])

const Policies = Type.Object(
  {
    rotationDays: Type.Integer({ description: 'A token older than this is due for rotation.' }),
    tokenAgeDaysMax: Type.Union([Type.Integer(), Type.Null()], { description: 'A token ends by itself at this age.' }),
    unusedDays: Type.Union([Type.Integer(), Type.Null()], {
      description: 'People are told of an integration that nobody has used for so long.',
    }),
  },
  CLOSED,
)

export const GET_POLICIES = {
  id: 'getPolicies',
  summary: 'The account’s policies',
  status: 200,
  reply: Policies,
  problems: ['account_not_found'],
} as const satisfies Contract

export const CHANGE_POLICIES = {
  id: 'changePolicies',
  summary: 'Set account policies',
  status: 200,
  body: Type.Object(
    {
      rotationDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
      tokenAgeDaysMax: Type.Optional(DaysOrNever),
      unusedDays: Type.Optional(DaysOrNever),
    },
    { ...CLOSED, minProperties: 1 },
  ),
  reply: Policies,
  problems: ['account_not_found'],
} as const satisfies Contract
