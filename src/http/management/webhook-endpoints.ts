import { listEvents as listEventsAction } from '../../actions/event-catalogue.ts'
import { rotateSigningSecret as rotateAction } from '../../actions/signing-secrets.ts'
import {
  createEndpoint as createAction,
  deleteEndpoint as deleteAction,
  editEndpoint as editAction,
  getEndpoint as getAction,
  listEndpoints as listAction,
} from '../../actions/webhook-endpoints.ts'
import { LIST_EVENTS } from '../../contract/event-catalogue.ts'
import { LIMIT_DEFAULT } from '../../contract/fields.ts'
import { presentEndpoint, presentEndpointWithSecret } from '../../contract/present-webhooks.ts'
import {
  CREATE_WEBHOOK_ENDPOINT,
  DELETE_WEBHOOK_ENDPOINT,
  EDIT_WEBHOOK_ENDPOINT,
  GET_WEBHOOK_ENDPOINT,
  LIST_WEBHOOK_ENDPOINTS,
  ROTATE_SIGNING_SECRET,
} from '../../contract/webhook-endpoints.ts'
import type { EndpointView } from '../../domain/endpoint-view.ts'
import { actorOf, handle } from './route.ts'

export const listEvents = handle(LIST_EVENTS, {
  run: ({ deps, params, ...call }) => listEventsAction(deps, actorOf(call), params),
  present: events => ({ items: events.map(({ scope = null, ...event }) => ({ ...event, scope })) }),
})

export const listWebhookEndpoints = handle(LIST_WEBHOOK_ENDPOINTS, {
  run: ({ deps, params, query, ...call }) =>
    listAction(deps, actorOf(call), { ...query, accountId: params.accountId, limit: query.limit ?? LIMIT_DEFAULT }),
  present: ({ items, nextCursor }) => ({
    items: items.map(presentEndpoint),
    ...(nextCursor === undefined ? {} : { nextCursor }),
  }),
})

export const createWebhookEndpoint = handle(CREATE_WEBHOOK_ENDPOINT, {
  run: ({ deps, params, body, ...call }) =>
    createAction(deps, actorOf(call), { accountId: params.accountId, draft: { description: '', ...body } }),
  present: presentEndpointWithSecret,
})

export const getWebhookEndpoint = handle(GET_WEBHOOK_ENDPOINT, {
  run: ({ deps, params, ...call }) => getAction(deps, actorOf(call), params),
  present: presentOne,
})

export const editWebhookEndpoint = handle(EDIT_WEBHOOK_ENDPOINT, {
  run: ({ deps, params, body, ifVersion, ...call }) => {
    const { enabled: isEnabled, ...change } = body
    return editAction(deps, actorOf(call), { ...params, change: { ...change, isEnabled }, ifVersion })
  },
  present: presentOne,
})

export const deleteWebhookEndpoint = handle(DELETE_WEBHOOK_ENDPOINT, {
  run: ({ deps, params, ifVersion, ...call }) => deleteAction(deps, actorOf(call), { ...params, ifVersion }),
  present: () => undefined,
})

export const rotateSigningSecret = handle(ROTATE_SIGNING_SECRET, {
  run: ({ deps, params, body, ...call }) => rotateAction(deps, actorOf(call), { ...params, ...body }),
  present: presentEndpointWithSecret,
})

function presentOne(view: EndpointView) {
  return { endpoint: presentEndpoint(view) }
}
