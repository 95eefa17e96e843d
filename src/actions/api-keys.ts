import type { Account } from '../domain/account.ts'
import { type Actor, recordOf } from '../domain/actor.ts'
import {
  API_KEY_PREFIX,
  API_KEYS_MAX,
  type ApiKey,
  type ApiKeyClient,
  checkApiKeyName,
  draftFor,
  draftForClient,
  type MigrationDraft,
  type ShownApiKey,
} from '../domain/api-key.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { newSecret } from '../lib/secrets.ts'
import * as store from '../store/api-keys.ts'
import { authorize } from './authorize.ts'
import type { Deps } from './deps.ts'
import { requireRecentProof } from './recent-proof.ts'
import { recordAudit } from './record.ts'

/** Which key of which account. */
export interface ApiKeyRef {
  accountId: string
  apiKeyId: string
}

/** An account's legacy keys, and whether it lets more be made and these be used. */
export async function listApiKeys(
  deps: Deps,
  actor: Actor,
  { accountId }: { accountId: string },
): Promise<{ items: ApiKey[]; isOn: boolean }> {
  await deps.flushUse()
  return deps.database.read(accountId, async db => {
    const { labs } = await authorize(db, actor, { accountId, permission: 'apiKeys.view' })
    return { items: await store.listApiKeys(db, accountId), isOn: labs.legacyApiKeys }
  })
}

/** Makes a key, shown this once. Throws api_keys_off, input_invalid (name). */
export async function createApiKey(
  deps: Deps,
  actor: Actor,
  { accountId, name }: { accountId: string; name: string },
): Promise<ShownApiKey> {
  return deps.transact(accountId, async tx => {
    const account = await authorize(tx.db, actor, { accountId, permission: 'apiKeys.manage' })
    requireRecentProof(deps, actor)
    requireRoom(account, await store.listApiKeys(tx.db, accountId))
    const at = deps.clock.now()
    const secret = newSecret(API_KEY_PREFIX)
    const [hashed] = deps.keys.hashesOf(secret)
    if (hashed === undefined) throw new Error('no pepper')
    const apiKey: ApiKey = {
      id: deps.ids.next('key'),
      accountId,
      name: checkApiKeyName(name),
      last4: secret.slice(-4),
      createdBy: recordOf(actor),
      createdAt: at,
    }
    await store.insertApiKey(tx.db, deps.keys, { ...apiKey, secretHash: hashed.hash, pepperId: hashed.pepperId })
    const target = { kind: 'api_key' as const, id: apiKey.id, name: apiKey.name }
    recordAudit(deps, tx, { actor, action: 'api_key.created', target, after: { last4: apiKey.last4 }, at })
    return { apiKey, secret }
  })
}

function requireRoom({ kind, labs }: Account, live: readonly ApiKey[]): void {
  if (!labs.legacyApiKeys) throw new Problem('api_keys_off')
  if (kind !== 'location') throw invalid('account', 'must be a location: API keys open the contacts of one')
  if (live.length >= API_KEYS_MAX) throw invalid('account', `has ${API_KEYS_MAX} API keys already: revoke one first`)
}

/** Ends a key: from the reply on no call with it is accepted. Throws api_key_not_found. */
export async function revokeApiKey(deps: Deps, actor: Actor, { accountId, apiKeyId }: ApiKeyRef): Promise<void> {
  await deps.transact(accountId, async tx => {
    await authorize(tx.db, actor, { accountId, permission: 'apiKeys.manage' })
    requireRecentProof(deps, actor)
    const apiKey = await store.findApiKey(tx.db, accountId, apiKeyId)
    const at = deps.clock.now()
    if (apiKey === undefined || !(await store.revokeApiKey(tx.db, accountId, { id: apiKeyId, at }))) {
      throw new Problem('api_key_not_found')
    }
    const target = { kind: 'api_key' as const, id: apiKey.id, name: apiKey.name }
    recordAudit(deps, tx, { actor, action: 'api_key.revoked', target, before: { last4: apiKey.last4 }, at })
  })
}

/** What would take a key's place: one integration for all of it, and one for each of its callers. */
export interface ApiKeyMigration {
  apiKey: ApiKey
  draft: MigrationDraft
  perClient: { client: ApiKeyClient; draft: MigrationDraft }[]
}

/** Drafts private integrations from what a key did. Nothing is changed: the caller creates what it wants of them. */
export async function draftMigration(
  deps: Deps,
  actor: Actor,
  { accountId, apiKeyId }: ApiKeyRef,
): Promise<ApiKeyMigration> {
  await deps.flushUse()
  return deps.database.read(accountId, async db => {
    await authorize(db, actor, { accountId, permission: 'apiKeys.manage' })
    const apiKey = await store.findApiKey(db, accountId, apiKeyId)
    if (apiKey === undefined) throw new Problem('api_key_not_found')
    const clients = await store.listApiKeyClients(db, accountId, apiKeyId)
    const perClient = clients.map(client => ({ client, draft: draftForClient(apiKey, client) }))
    return { apiKey, draft: draftFor(apiKey, clients), perClient }
  })
}
