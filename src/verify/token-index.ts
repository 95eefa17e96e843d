import { type NetworkList, networkList } from '../lib/networks.ts'
import type { AccessRow } from '../store/access-rows.ts'
import type { AccountPlace } from '../store/accounts.ts'
import { TokenTable } from './token-table.ts'

/** An integration as requests see it. */
export interface IndexedIntegration {
  id: string
  name: string
  accountId: string
  scopes: ReadonlySet<string>
  limits: { perTenSeconds?: number; perDay?: number }
  isDisabled: boolean
  /** Milliseconds since 1970; Infinity when no end is set. */
  expiresAtMs: number
  /** Absent = from anywhere. */
  allowedIps: NetworkList | undefined
  /** When the running rotation began. */
  rotationStartedAt: Date | undefined
  hashes: Buffer[]
}

/** A token as found, with the integration that it opens. */
export interface FoundToken {
  tokenId: string
  endsAtMs: number
  isRetiring: boolean
  integration: IndexedIntegration
}

/** All live tokens, integrations and account places in memory. */
export class TokenIndex {
  #table = new TokenTable()
  #integrations: (IndexedIntegration | undefined)[] = []
  #positions = new Map<string, number>()
  #freePositions: number[] = []
  #scopeSets = new Map<string, ReadonlySet<string>>()
  #places = new Map<string, AccountPlace>()
  #placesByWireId = new Map<string, AccountPlace>()

  get tokenCount(): number {
    return this.#table.size
  }

  /** The token whose secret has this keyed hash. Whether it has ended, the caller decides. */
  find(hash: Buffer): FoundToken | undefined {
    const row = this.#table.find(hash)
    if (row === -1) return undefined
    const integration = this.#integrations[this.#table.integrationAt(row)]
    if (integration === undefined) return undefined
    return {
      tokenId: this.#table.tokenIdAt(row),
      endsAtMs: this.#table.endsAtMsAt(row),
      isRetiring: this.#table.isRetiringAt(row),
      integration,
    }
  }

  /** Forgets integrations that a full load no longer found. */
  keepOnly(integrationIds: ReadonlySet<string>): void {
    for (const id of [...this.#positions.keys()]) if (!integrationIds.has(id)) this.apply(id, undefined)
  }

  /** Replaces what is known of an integration; without a row it is gone, and with it all of its secrets. */
  apply(integrationId: string, row: AccessRow | undefined): void {
    const position = this.#forgetTokens(integrationId)
    if (row === undefined) {
      if (position === undefined) return
      this.#integrations[position] = undefined
      this.#positions.delete(integrationId)
      this.#freePositions.push(position)
      return
    }
    const at = position ?? this.#freePositions.pop() ?? this.#integrations.length
    this.#positions.set(integrationId, at)
    this.#integrations[at] = this.#toIndexed(row)
    for (const token of row.tokens) {
      this.#table.set({
        hash: token.secretHash,
        tokenId: token.id,
        integration: at,
        endsAtMs: token.endsAt?.getTime() ?? Number.POSITIVE_INFINITY,
        isRetiring: token.role === 'retiring',
      })
    }
  }

  integration(integrationId: string): IndexedIntegration | undefined {
    const position = this.#positions.get(integrationId)
    return position === undefined ? undefined : this.#integrations[position]
  }

  placeOf(accountId: string): AccountPlace | undefined {
    return this.#places.get(accountId)
  }

  placeByWireId(wireId: string): AccountPlace | undefined {
    return this.#placesByWireId.get(wireId)
  }

  setPlace(place: AccountPlace): void {
    this.#places.set(place.id, place)
    this.#placesByWireId.set(place.wireId, place)
  }

  #forgetTokens(integrationId: string): number | undefined {
    const position = this.#positions.get(integrationId)
    if (position === undefined) return undefined
    for (const hash of this.#integrations[position]?.hashes ?? []) this.#table.delete(hash)
    return position
  }

  #toIndexed({ integration, tokens }: AccessRow): IndexedIntegration {
    return {
      id: integration.id,
      name: integration.name,
      accountId: integration.accountId,
      scopes: this.#sharedScopes(integration.scopes),
      limits: integration.limits,
      isDisabled: integration.disabledAt !== undefined,
      expiresAtMs: integration.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
      allowedIps: integration.allowedIps.length === 0 ? undefined : networkList(integration.allowedIps),
      rotationStartedAt: tokens.find(token => token.role === 'retiring')?.rotationStartedAt,
      hashes: tokens.map(token => token.secretHash),
    }
  }

  /** A thousand integrations made from one template share one set. */
  #sharedScopes(scopes: readonly string[]): ReadonlySet<string> {
    const key = scopes.join(' ')
    const shared = this.#scopeSets.get(key) ?? new Set(scopes)
    this.#scopeSets.set(key, shared)
    return shared
  }
}
