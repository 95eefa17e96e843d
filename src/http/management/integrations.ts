import { faultsOfParts } from '../../actions/draft-faults.ts'
import {
  listIntegrations as listAction,
  summarizeIntegrations as summarizeAction,
} from '../../actions/integration-list.ts'
import {
  deleteIntegration as deleteAction,
  disableIntegration as disableAction,
  enableIntegration as enableAction,
} from '../../actions/integration-switches.ts'
import type { IntegrationView } from '../../actions/integration-view.ts'
import {
  createIntegration as createAction,
  editIntegration as editAction,
  getIntegration as getAction,
} from '../../actions/integrations.ts'
import { LIMIT_DEFAULT } from '../../contract/fields.ts'
import {
  CREATE_INTEGRATION,
  DELETE_INTEGRATION,
  DISABLE_INTEGRATION,
  EDIT_INTEGRATION,
  ENABLE_INTEGRATION,
  GET_INTEGRATION,
  LIST_INTEGRATIONS,
  SUMMARIZE_INTEGRATIONS,
} from '../../contract/integrations.ts'
import { readMoment } from './moment.ts'
import { presentIntegration, presentWithSecret } from './present.ts'
import { actorOf, handle } from './route.ts'

export const listIntegrations = handle(LIST_INTEGRATIONS, {
  run: ({ deps, params, query, ...call }) =>
    listAction(deps, actorOf(call), { ...query, accountId: params.accountId, limit: query.limit ?? LIMIT_DEFAULT }),
  present: ({ items, nextCursor }) => ({
    items: items.map(presentIntegration),
    ...(nextCursor === undefined ? {} : { nextCursor }),
  }),
})

export const summarizeIntegrations = handle(SUMMARIZE_INTEGRATIONS, {
  run: ({ deps, params, ...call }) => summarizeAction(deps, actorOf(call), params),
  present: ({ total, matching, worst }) => ({
    total,
    matching,
    worst: worst ? { trouble: worst.trouble, count: worst.count, integration: presentIntegration(worst.view) } : null,
  }),
})

export const createIntegration = handle(CREATE_INTEGRATION, {
  run({ deps, params, body, ...call }) {
    const { description = '', allowedIps = [], limits = {}, expiresAt, ...draft } = body
    const expiry = typeof expiresAt === 'string' ? { expiresAt: readMoment('expiresAt', expiresAt) } : {}
    return createAction(deps, actorOf(call), {
      accountId: params.accountId,
      draft: { ...draft, description, allowedIps, limits, ...expiry },
    })
  },
  present: presentWithSecret,
  faultsOf: faultsOfParts,
})

export const getIntegration = handle(GET_INTEGRATION, {
  run: ({ deps, params, ...call }) => getAction(deps, actorOf(call), params),
  present: presentOne,
})

export const editIntegration = handle(EDIT_INTEGRATION, {
  run({ deps, params, body, ifVersion, ...call }) {
    const { expiresAt, ...change } = body
    const expiry =
      typeof expiresAt === 'string'
        ? { expiresAt: readMoment('expiresAt', expiresAt) }
        : expiresAt === null && { expiresAt }
    return editAction(deps, actorOf(call), { ...params, change: { ...change, ...expiry }, ifVersion })
  },
  present: presentOne,
  faultsOf: faultsOfParts,
})

export const deleteIntegration = handle(DELETE_INTEGRATION, {
  run: ({ deps, params, ifVersion, ...call }) => deleteAction(deps, actorOf(call), { ...params, ifVersion }),
  present: () => undefined,
})

export const disableIntegration = handle(DISABLE_INTEGRATION, {
  run: ({ deps, params, ifVersion, ...call }) => disableAction(deps, actorOf(call), { ...params, ifVersion }),
  present: presentOne,
})

export const enableIntegration = handle(ENABLE_INTEGRATION, {
  run: ({ deps, params, ifVersion, ...call }) => enableAction(deps, actorOf(call), { ...params, ifVersion }),
  present: presentOne,
})

function presentOne(view: IntegrationView) {
  return { integration: presentIntegration(view) }
}
