import { type Static, Type } from 'typebox'
import { EVENTS_MAX, SECRET_OVERLAP_HOURS_MAX, URL_LENGTH_MAX } from '../domain/webhook-endpoint.ts'
import type { Contract } from './contract.ts'
import { ActorRecord, CLOSED, idOf, Moment, MomentOrNull, NextCursor, pageQuery } from './fields.ts'

const Health = Type.Object(
  {
    buckets: Type.Array(Type.Object({ hour: Moment, succeeded: Type.Integer(), failed: Type.Integer() }, CLOSED), {
      description: 'The attempts of the last 24 hours, hour by hour, oldest first.',
    }),
    succeeded: Type.Integer({ description: 'Of all 24 hours.' }),
    failed: Type.Integer(),
    failingSince: MomentOrNull,
    lastSuccessAt: MomentOrNull,
    lastFailureAt: MomentOrNull,
  },
  CLOSED,
)

const Pause = Type.Object({ event: Type.String(), scope: Type.String(), sentence: Type.String() }, CLOSED)

/** A webhook endpoint as the management API shows it. */
export const WebhookEndpoint = Type.Object(
  {
    id: idOf('whe'),
    integrationId: idOf('int'),
    integration: Type.Union([
      Type.Object({ name: Type.String(), state: Type.Enum(['live', 'disabled', 'expired']) }, CLOSED),
      Type.Null(),
    ]),
    url: Type.String(),
    description: Type.String(),
    events: Type.Array(Type.String()),
    pausedEvents: Type.Array(Pause, {
      description: 'Those of `events` that are not sent, because a scope is missing.',
    }),
    enabled: Type.Boolean(),
    disabledAt: MomentOrNull,
    disabledWhy: Type.Union([Type.Enum(['person', 'gone', 'failing']), Type.Null()]),
    disabledSentence: Type.Union([Type.String(), Type.Null()]),
    signing: Type.Object(
      {
        secretCreatedAt: Moment,
        previousSecretEndsAt: Type.Union([Moment, Type.Null()], {
          description: 'Until then deliveries carry the signature of the earlier secret, too.',
        }),
      },
      CLOSED,
    ),
    health: Health,
    version: Type.Integer({ description: 'Send it as If-Match to change exactly this version.' }),
    createdAt: Moment,
    createdBy: ActorRecord,
    updatedAt: Moment,
  },
  CLOSED,
)
export type WebhookEndpoint = Static<typeof WebhookEndpoint>

const EndpointReply = Type.Object({ endpoint: WebhookEndpoint }, CLOSED)

/** The reply of whatever makes a signing secret. */
export const EndpointWithSecret = Type.Object(
  {
    endpoint: WebhookEndpoint,
    signingSecret: Type.Optional(
      Type.String({ description: 'Readable this once: whsec_ and base64. Absent when a reply is given again.' }),
    ),
    secretShown: Type.Optional(Type.Literal(true)),
  },
  CLOSED,
)
export type EndpointWithSecret = Static<typeof EndpointWithSecret>

const Url = Type.String({
  minLength: 1,
  maxLength: URL_LENGTH_MAX,
  format: 'uri',
  description: 'Where events are sent: https, a public address, port 443, 8443 or one from 1024 up.',
  examples: ['https://example.com/hooks'],
})
const Events = Type.Array(
  Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z_.]+$', examples: ['private_integration.rotated'] }),
  {
    minItems: 1,
    maxItems: EVENTS_MAX,
    description: 'Types of the events catalogue that the integration’s scopes cover.',
  },
)
const Description = Type.String({ maxLength: 200 })

const OF_ONE = ['account_not_found', 'labs_feature_off', 'webhook_endpoint_not_found'] as const
const OF_CHANGE = [...OF_ONE, 'scope_exceeds_own', 'version_stale'] as const

export const LIST_WEBHOOK_ENDPOINTS = {
  id: 'listWebhookEndpoints',
  summary: 'List webhook endpoints, newest first',
  status: 200,
  query: Type.Object({ integrationId: Type.Optional(idOf('int')), ...pageQuery }, CLOSED),
  reply: Type.Object({ items: Type.Array(WebhookEndpoint), nextCursor: NextCursor }, CLOSED),
  problems: ['account_not_found', 'labs_feature_off', 'cursor_invalid'],
} as const satisfies Contract

export const CREATE_WEBHOOK_ENDPOINT = {
  id: 'createWebhookEndpoint',
  summary: 'Create a webhook endpoint of an integration, with its signing secret',
  status: 201,
  body: Type.Object(
    { integrationId: idOf('int'), url: Url, events: Events, description: Type.Optional(Description) },
    CLOSED,
  ),
  reply: EndpointWithSecret,
  problems: [
    'account_not_found',
    'labs_feature_off',
    'scope_exceeds_own',
    'webhook_url_refused',
    'webhook_endpoints_full',
  ],
} as const satisfies Contract

export const GET_WEBHOOK_ENDPOINT = {
  id: 'getWebhookEndpoint',
  summary: 'Read one webhook endpoint',
  status: 200,
  reply: EndpointReply,
  problems: OF_ONE,
} as const satisfies Contract

export const EDIT_WEBHOOK_ENDPOINT = {
  id: 'editWebhookEndpoint',
  summary: 'Change address, events or description; switch it on or off',
  status: 200,
  body: Type.Object(
    {
      url: Type.Optional(Url),
      events: Type.Optional(Events),
      description: Type.Optional(Description),
      enabled: Type.Optional(Type.Boolean()),
    },
    { ...CLOSED, minProperties: 1 },
  ),
  reply: EndpointReply,
  problems: [...OF_CHANGE, 'webhook_url_refused'],
} as const satisfies Contract

export const DELETE_WEBHOOK_ENDPOINT = {
  id: 'deleteWebhookEndpoint',
  summary: 'Delete a webhook endpoint: nothing is sent to it any more',
  status: 204,
  problems: OF_CHANGE,
} as const satisfies Contract

export const ROTATE_SIGNING_SECRET = {
  id: 'rotateSigningSecret',
  summary: 'Make a new signing secret; for the overlap both sign',
  status: 201,
  body: Type.Object(
    {
      overlapHours: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: SECRET_OVERLAP_HOURS_MAX,
          default: 24,
          description: 'How long the earlier secret signs too; 0 = it ends now.',
        }),
      ),
    },
    CLOSED,
  ),
  reply: EndpointWithSecret,
  problems: [...OF_ONE, 'scope_exceeds_own'],
} as const satisfies Contract
