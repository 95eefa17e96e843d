import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { LIST_SCOPES } from '../../../src/contract/accounts.ts'
import type { LIST_CLIENTS } from '../../../src/contract/clients.ts'
import type {
  CREATE_INTEGRATION,
  DELETE_INTEGRATION,
  DISABLE_INTEGRATION,
  EDIT_INTEGRATION,
  GET_INTEGRATION,
  Integration,
  IntegrationWithToken,
  LIST_INTEGRATIONS,
  SUMMARIZE_INTEGRATIONS,
} from '../../../src/contract/integrations.ts'
import type {
  CANCEL_ROTATION,
  EXPIRE_TOKEN_NOW,
  EXTEND_OVERLAP,
  REISSUE_TOKEN,
  ROTATE_TOKEN,
} from '../../../src/contract/rotations.ts'
import type { IntegrationFilter } from '../../../src/domain/attention.ts'
import { type BodyOf, call, type ReplyOf } from './client.ts'
import { queryClient } from './query-client.ts'

export type { Integration, IntegrationWithToken }
export type IntegrationSummary = ReplyOf<typeof SUMMARIZE_INTEGRATIONS>
export type ScopeRow = ReplyOf<typeof LIST_SCOPES>[number]
export type ClientRow = ReplyOf<typeof LIST_CLIENTS>['items'][number]
export type IntegrationDraft = BodyOf<typeof CREATE_INTEGRATION>
export type IntegrationChange = BodyOf<typeof EDIT_INTEGRATION>

/** Names one integration. */
export interface IntegrationRef {
  accountId: string
  integrationId: string
}

const PAGE_SIZE = 100
const listPath = (accountId: string) => `/accounts/${accountId}/integrations`
const onePath = ({ accountId, integrationId }: IntegrationRef) => `${listPath(accountId)}/${integrationId}`

/** Below this key stands all that was read of an account's integrations. */
const integrationsKey = (accountId: string) => ['account', accountId, 'integrations'] as const

/** The account's integrations, newest first, page by page: all, or what a search and a filter leave. */
export const integrationsQuery = (accountId: string, q = '', filter?: IntegrationFilter) =>
  infiniteQueryOptions({
    queryKey: [...integrationsKey(accountId), 'list', q, filter ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      call<typeof LIST_INTEGRATIONS>(`GET ${listPath(accountId)}`, {
        query: { q, filter, cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
  })

/** How many there are of each kind, and the one that most needs somebody to look at it. */
export const integrationSummaryQuery = (accountId: string) =>
  queryOptions({
    queryKey: [...integrationsKey(accountId), 'summary'],
    queryFn: ({ signal }) =>
      call<typeof SUMMARIZE_INTEGRATIONS>(`GET /accounts/${accountId}/integrations-summary`, { signal }),
  })

/** One integration. */
export const integrationQuery = (ref: IntegrationRef) =>
  queryOptions({
    queryKey: [...integrationsKey(ref.accountId), 'one', ref.integrationId],
    queryFn: async ({ signal }) => (await call<typeof GET_INTEGRATION>(`GET ${onePath(ref)}`, { signal })).integration,
  })

/** Who calls with its tokens. */
export const clientsQuery = (ref: IntegrationRef) =>
  queryOptions({
    queryKey: [...integrationsKey(ref.accountId), 'clients', ref.integrationId],
    queryFn: async ({ signal }) => (await call<typeof LIST_CLIENTS>(`GET ${onePath(ref)}/clients`, { signal })).items,
  })

/** The scopes that this account's integrations can be granted. */
export const scopesQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'scopes'],
    queryFn: ({ signal }) => call<typeof LIST_SCOPES>(`GET /accounts/${accountId}/scopes`, { signal }),
    staleTime: 300_000,
  })

/** Reads anew whatever was read of the account's integrations. */
export function refreshIntegrations(accountId: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: integrationsKey(accountId) })
}

/** Runs a change, then reads anew. What it gives back is kept in no cache. */
async function changing<T>(accountId: string, change: Promise<T>): Promise<T> {
  const result = await change
  void refreshIntegrations(accountId)
  return result
}

/** Each of the following changes an integration; those that make a secret give it back this once. */
export const createIntegration = (accountId: string, body: IntegrationDraft, idempotencyKey?: string) =>
  changing(
    accountId,
    call<typeof CREATE_INTEGRATION>(`POST ${listPath(accountId)}`, { body, ...keyed(idempotencyKey) }),
  )

export const editIntegration = (ref: IntegrationRef, body: IntegrationChange, ifMatch: number) =>
  changing(ref.accountId, call<typeof EDIT_INTEGRATION>(`PATCH ${onePath(ref)}`, { body, ifMatch }))

export const deleteIntegration = (ref: IntegrationRef) =>
  changing(ref.accountId, call<typeof DELETE_INTEGRATION>(`DELETE ${onePath(ref)}`))

export const disableIntegration = (ref: IntegrationRef) =>
  changing(ref.accountId, call<typeof DISABLE_INTEGRATION>(`POST ${onePath(ref)}/disable`))

export const enableIntegration = (ref: IntegrationRef) =>
  changing(ref.accountId, call<typeof DISABLE_INTEGRATION>(`POST ${onePath(ref)}/enable`))

export const rotateToken = (ref: IntegrationRef, body: BodyOf<typeof ROTATE_TOKEN>, idempotencyKey?: string) =>
  changing(ref.accountId, call<typeof ROTATE_TOKEN>(`POST ${onePath(ref)}/rotate`, { body, ...keyed(idempotencyKey) }))

export const cancelRotation = (ref: IntegrationRef, confirm = false) =>
  changing(ref.accountId, call<typeof CANCEL_ROTATION>(`POST ${onePath(ref)}/cancel-rotation`, { body: { confirm } }))

export const expireTokenNow = (ref: IntegrationRef) =>
  changing(ref.accountId, call<typeof EXPIRE_TOKEN_NOW>(`POST ${onePath(ref)}/expire-now`))

export const extendOverlap = (ref: IntegrationRef, until: string) =>
  changing(ref.accountId, call<typeof EXTEND_OVERLAP>(`POST ${onePath(ref)}/extend-overlap`, { body: { until } }))

export const reissueToken = (ref: IntegrationRef, idempotencyKey?: string) =>
  changing(ref.accountId, call<typeof REISSUE_TOKEN>(`POST ${onePath(ref)}/reissue`, keyed(idempotencyKey)))

function keyed(idempotencyKey: string | undefined): { idempotencyKey?: string } {
  return idempotencyKey === undefined ? {} : { idempotencyKey }
}
