import { queryOptions } from '@tanstack/react-query'
import type { LIST_RETIRED_SECRET_USES } from '../../../src/contract/retired-secrets.ts'
import { call, type ReplyOf } from './client.ts'
import type { IntegrationRef } from './integrations.ts'

export type RetiredSecretUse = ReplyOf<typeof LIST_RETIRED_SECRET_USES>['items'][number]

/** Who still calls with tokens of this integration that are dead. */
export const retiredSecretsQuery = ({ accountId, integrationId }: IntegrationRef) =>
  queryOptions({
    queryKey: ['account', accountId, 'integrations', 'retired-secrets', integrationId],
    queryFn: async ({ signal }) => {
      const on = `GET /accounts/${accountId}/integrations/${integrationId}/retired-secret-uses`
      return (await call<typeof LIST_RETIRED_SECRET_USES>(on, { signal })).items
    },
    refetchInterval: 30_000,
  })
