import {
  createApiKey as createAction,
  draftMigration,
  listApiKeys as listAction,
  revokeApiKey as revokeAction,
} from '../../actions/api-keys.ts'
import { type ApiKey, CREATE_API_KEY, LIST_API_KEYS, MIGRATE_API_KEY, REVOKE_API_KEY } from '../../contract/api-keys.ts'
import type { ApiKey as ApiKeyRow } from '../../domain/api-key.ts'
import { momentOrNull } from './present.ts'
import { actorOf, handle } from './route.ts'

export const listApiKeys = handle(LIST_API_KEYS, {
  run: ({ deps, params, ...call }) => listAction(deps, actorOf(call), params),
  present: ({ items, isOn }) => ({ items: items.map(presentApiKey), isOn }),
})

export const createApiKey = handle(CREATE_API_KEY, {
  run: ({ deps, params, body, ...call }) =>
    createAction(deps, actorOf(call), { accountId: params.accountId, name: body.name }),
  present: ({ apiKey, secret }) => ({ apiKey: presentApiKey(apiKey), secret }),
})

export const revokeApiKey = handle(REVOKE_API_KEY, {
  run: ({ deps, params, ...call }) => revokeAction(deps, actorOf(call), params),
  present: () => undefined,
})

export const migrateApiKey = handle(MIGRATE_API_KEY, {
  run: ({ deps, params, ...call }) => draftMigration(deps, actorOf(call), params),
  present: ({ apiKey, draft, perClient }) => ({
    apiKey: presentApiKey(apiKey),
    draft,
    perClient: perClient.map(({ client, draft: its }) => {
      const { network, userAgent, clientName, firstSeenAt, lastSeenAt, reads, writes } = client
      const seen = { firstSeenAt: firstSeenAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() }
      return { client: { network, userAgent, clientName, ...seen, reads, writes }, draft: its }
    }),
  }),
})

function presentApiKey({ id, name, last4, createdAt, createdBy, lastUsedAt }: ApiKeyRow): ApiKey {
  return { id, name, last4, createdAt: createdAt.toISOString(), createdBy, lastUsedAt: momentOrNull(lastUsedAt) }
}
