import { queryOptions } from '@tanstack/react-query'
import type { CatalogueEvent, LIST_EVENTS } from '../../../src/contract/event-catalogue.ts'
import { call } from './client.ts'

export type { CatalogueEvent }

/** The events that webhooks of this account can subscribe to. */
export const eventsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'events-catalogue'],
    queryFn: async ({ signal }) =>
      (await call<typeof LIST_EVENTS>(`GET /accounts/${accountId}/events-catalogue`, { signal })).items,
    staleTime: 300_000,
  })
