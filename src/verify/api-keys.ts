import { API_KEY_PREFIX } from '../domain/api-key.ts'
import type { Principal } from '../domain/principal.ts'
import { type AttemptLimit, createAttemptLimit } from '../lib/attempt-limit.ts'
import type { Clock } from '../lib/clock.ts'
import { type Database, EVERY_TENANT } from '../lib/database.ts'
import type { Keys } from '../lib/keys.ts'
import { networkOf } from '../lib/networks.ts'
import { isWellFormedSecret } from '../lib/secrets.ts'
import { findPresentedApiKey } from '../store/api-keys.ts'
import { isApiKeyMac } from '../store/row-macs.ts'

/** What a legacy key opens: every contact of its location. `off` when the account no longer answers its keys. */
export type ApiKeyVerdict =
  | { ok: true; apiKeyId: string; principal: Principal }
  | { ok: false; reason: 'invalid' | 'off' }
  | { ok: false; reason: 'limited'; waitMs: number }

/** Decides about legacy keys: no index, they are few and old; a revoked one is dead with its transaction. */
export interface ApiKeyVerifier {
  check(secret: string, caller: { ip: string }): Promise<ApiKeyVerdict>
}

const CONTACT_SCOPES: ReadonlySet<string> = new Set(['contacts.readonly', 'contacts.write'])
const FREE_FAILURES = 20
const WINDOW_MS = 900_000
/** Keys known to have been good: whoever shares an address with a guesser is not kept waiting. */
const KNOWN_MAX = 10_000

interface Parts {
  database: Database
  keys: Keys
  clock: Clock
}

export function createApiKeyVerifier({ database, keys, clock }: Parts): ApiKeyVerifier {
  const failures = createAttemptLimit({ clock, freeFailures: FREE_FAILURES, windowMs: WINDOW_MS })
  const known = new Set<string>()
  return {
    async check(secret, { ip }) {
      if (!isWellFormedSecret(API_KEY_PREFIX, secret)) return { ok: false, reason: 'invalid' }
      const hashes = keys.hashesOf(secret).map(({ hash }) => hash)
      const name = hashes[0]?.toString('base64') ?? ''
      const network = networkOf(ip)
      const waitMs = known.has(name) ? 0 : failures.waitMs(network)
      if (waitMs > 0) return { ok: false, reason: 'limited', waitMs }
      const found = await database.read(EVERY_TENANT, db => findPresentedApiKey(db, hashes))
      const isGenuine =
        found !== undefined && isApiKeyMac(keys, { ...found.apiKey, secretHash: found.secretHash }, found.rowMac)
      if (!isGenuine) return fail(failures, { known, name, network })
      remember(known, name)
      if (!found.account.labs.legacyApiKeys) return { ok: false, reason: 'off' }
      return { ok: true, apiKeyId: found.apiKey.id, principal: toPrincipal(found) }
    },
  }
}

function fail(
  failures: AttemptLimit,
  { known, name, network }: { known: Set<string>; name: string; network: string },
): ApiKeyVerdict {
  known.delete(name)
  failures.failed(network)
  return { ok: false, reason: 'invalid' }
}

function remember(known: Set<string>, name: string): void {
  if (known.size >= KNOWN_MAX) known.clear()
  known.add(name)
}

function toPrincipal({
  apiKey,
  account,
  companyId,
}: NonNullable<Awaited<ReturnType<typeof findPresentedApiKey>>>): Principal {
  return {
    accountId: account.id,
    accountKind: account.kind,
    wireId: account.wireId,
    companyId: companyId ?? account.wireId,
    integrationId: apiKey.id,
    tokenId: apiKey.id,
    scopes: CONTACT_SCOPES,
  }
}
