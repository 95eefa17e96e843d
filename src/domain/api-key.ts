import type { ActorRecord } from './actor.ts'
import { invalid } from './problem.ts'

/** A legacy credential: it opens all contacts of its location through API v1, and nothing else. */
export interface ApiKey {
  id: string
  accountId: string
  name: string
  last4: string
  createdBy: ActorRecord
  createdAt: Date
  revokedAt?: Date
  lastUsedAt?: Date
}

/** A new key, readable this once. */
export interface ShownApiKey {
  apiKey: ApiKey
  secret: string
}

/** A caller of a key as seen from outside, and how often it read and wrote. */
export interface ApiKeyClient {
  accountId: string
  apiKeyId: string
  network: string
  userAgent: string
  clientName: string
  firstSeenAt: Date
  lastSeenAt: Date
  reads: number
  writes: number
}

/** A private integration that could take a key's place. */
export interface MigrationDraft {
  name: string
  description: string
  scopes: string[]
}

/** Not the tokens' prefix: a scanner, and a person, tells the two apart at sight. */
export const API_KEY_PREFIX = 'lak_'
export const API_KEY_NAME_LENGTH_MAX = 120
/** Live keys of one account, at most. */
export const API_KEYS_MAX = 100

const READ = 'contacts.readonly'
const WRITE = 'contacts.write'

/** The name as it is kept. Throws input_invalid. */
export function checkApiKeyName(text: string): string {
  const name = text.trim()
  if (name === '') throw invalid('name', 'must not be empty')
  if (name.length > API_KEY_NAME_LENGTH_MAX)
    throw invalid('name', `must be at most ${API_KEY_NAME_LENGTH_MAX} characters`)
  return name
}

/** What a new integration needs to do what was done. Of what was never used nothing is known: all that it may do. */
export function scopesUsed({ reads, writes }: Pick<ApiKeyClient, 'reads' | 'writes'>): string[] {
  if (reads + writes === 0) return [READ, WRITE]
  return [...(reads > 0 ? [READ] : []), ...(writes > 0 ? [WRITE] : [])]
}

/** The integration that takes the place of a whole key. */
export function draftFor(apiKey: ApiKey, clients: readonly ApiKeyClient[]): MigrationDraft {
  const sum = (count: (client: ApiKeyClient) => number) => clients.reduce((total, client) => total + count(client), 0)
  const scopes = scopesUsed({ reads: sum(({ reads }) => reads), writes: sum(({ writes }) => writes) })
  return { name: apiKey.name, description: `Takes the place of the API key …${apiKey.last4}.`, scopes }
}

/** The integration that one of a key's callers would need for itself. */
export function draftForClient(apiKey: ApiKey, client: ApiKeyClient): MigrationDraft {
  const who = client.clientName || client.userAgent.split(/[/ ]/)[0] || client.network
  return {
    name: `${apiKey.name}: ${who}`.slice(0, API_KEY_NAME_LENGTH_MAX),
    description: `Takes the place of the API key …${apiKey.last4} for calls from ${client.network}.`,
    scopes: scopesUsed(client),
  }
}
