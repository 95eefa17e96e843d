import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  Delivery,
  DeliveryDetails,
  GET_DELIVERY,
  LIST_DELIVERIES,
  REDELIVER,
  REDELIVER_MANY,
  TEST_WEBHOOK_ENDPOINT,
} from '../../../src/contract/deliveries.ts'
import type {
  CREATE_WEBHOOK_ENDPOINT,
  DELETE_WEBHOOK_ENDPOINT,
  EDIT_WEBHOOK_ENDPOINT,
  EndpointWithSecret,
  GET_WEBHOOK_ENDPOINT,
  LIST_WEBHOOK_ENDPOINTS,
  ROTATE_SIGNING_SECRET,
  WebhookEndpoint,
} from '../../../src/contract/webhook-endpoints.ts'
import { type BodyOf, call } from './client.ts'
import { queryClient } from './query-client.ts'

export type { Delivery, DeliveryDetails, EndpointWithSecret, WebhookEndpoint }
export type EndpointDraft = BodyOf<typeof CREATE_WEBHOOK_ENDPOINT>
export type EndpointChange = BodyOf<typeof EDIT_WEBHOOK_ENDPOINT>

/** Names one endpoint. */
export interface EndpointRef {
  accountId: string
  endpointId: string
}

const PAGE_SIZE = 50
const LIVE_MS = 3000
const listPath = (accountId: string) => `/accounts/${accountId}/webhook-endpoints`
const onePath = ({ accountId, endpointId }: EndpointRef) => `${listPath(accountId)}/${endpointId}`
const key = (accountId: string) => ['account', accountId, 'webhooks'] as const

/** The account's endpoints, newest first. */
export const endpointsQuery = (accountId: string) =>
  infiniteQueryOptions({
    queryKey: [...key(accountId), 'list'],
    queryFn: ({ pageParam, signal }) =>
      call<typeof LIST_WEBHOOK_ENDPOINTS>(`GET ${listPath(accountId)}`, {
        query: { cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
    refetchInterval: 15_000,
  })

export const endpointQuery = (ref: EndpointRef) =>
  queryOptions({
    queryKey: [...key(ref.accountId), 'one', ref.endpointId],
    queryFn: async ({ signal }) =>
      (await call<typeof GET_WEBHOOK_ENDPOINT>(`GET ${onePath(ref)}`, { signal })).endpoint,
    refetchInterval: 15_000,
  })

/** What was sent, latest first; it looks every few seconds, so that the next event shows as it comes. */
export const deliveriesQuery = (ref: EndpointRef, status: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...key(ref.accountId), 'deliveries', ref.endpointId, status],
    queryFn: ({ pageParam, signal }) =>
      call<typeof LIST_DELIVERIES>(`GET ${onePath(ref)}/deliveries`, {
        query: { status, cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
    refetchInterval: LIVE_MS,
  })

export const deliveryQuery = (ref: EndpointRef, deliveryId: string) =>
  queryOptions({
    queryKey: [...key(ref.accountId), 'delivery', deliveryId],
    queryFn: async ({ signal }) =>
      (await call<typeof GET_DELIVERY>(`GET ${onePath(ref)}/deliveries/${deliveryId}`, { signal })).delivery,
    refetchInterval: LIVE_MS,
  })

/** Runs a change, then reads anew. What it gives back is kept in no cache. */
async function changing<T>(accountId: string, change: Promise<T>): Promise<T> {
  const result = await change
  void queryClient.invalidateQueries({ queryKey: key(accountId) })
  return result
}

/** The two that make a signing secret give it back this once. */
export const createEndpoint = (accountId: string, body: EndpointDraft, idempotencyKey: string) =>
  changing(accountId, call<typeof CREATE_WEBHOOK_ENDPOINT>(`POST ${listPath(accountId)}`, { body, idempotencyKey }))

export const rotateSigningSecret = (ref: EndpointRef, overlapHours: number) =>
  changing(
    ref.accountId,
    call<typeof ROTATE_SIGNING_SECRET>(`POST ${onePath(ref)}/rotate-secret`, { body: { overlapHours } }),
  )

export const editEndpoint = (ref: EndpointRef, body: EndpointChange, ifMatch?: number) =>
  changing(
    ref.accountId,
    call<typeof EDIT_WEBHOOK_ENDPOINT>(`PATCH ${onePath(ref)}`, {
      body,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    }),
  )

export const deleteEndpoint = (ref: EndpointRef) =>
  changing(ref.accountId, call<typeof DELETE_WEBHOOK_ENDPOINT>(`DELETE ${onePath(ref)}`))

export const sendTest = (ref: EndpointRef) =>
  changing(ref.accountId, call<typeof TEST_WEBHOOK_ENDPOINT>(`POST ${onePath(ref)}/test`, { body: {} }))

export const redeliver = (ref: EndpointRef, deliveryId: string) =>
  changing(ref.accountId, call<typeof REDELIVER>(`POST ${onePath(ref)}/deliveries/${deliveryId}/redeliver`))

/** Those named, or all since a moment. */
export const redeliverMany = (ref: EndpointRef, body: BodyOf<typeof REDELIVER_MANY>) =>
  changing(ref.accountId, call<typeof REDELIVER_MANY>(`POST ${onePath(ref)}/redeliver`, { body }))

/** Everything of a reach since a moment, part by part; `onPart` hears how many are on their way so far. */
export async function redeliverSince(
  ref: EndpointRef,
  wish: { since: string; status: 'failed' | 'undelivered' | 'all' },
  onPart: (count: number) => void,
): Promise<number> {
  let total = 0
  let cursor: string | undefined
  do {
    const { count, nextCursor } = await redeliverMany(ref, { ...wish, ...(cursor === undefined ? {} : { cursor }) })
    total += count
    cursor = nextCursor
    onPart(total)
  } while (cursor !== undefined)
  return total
}
