import type { IntegrationLimits } from '../domain/integration.ts'
import type { NetworkList } from '../lib/networks.ts'
import type { IndexedAccess, IndexedRow, IndexedTokenRow } from '../store/access-rows.ts'
import type { AccountPlace } from '../store/accounts.ts'
import { AccessProfiles } from './access-profiles.ts'
import { IntegrationTable } from './integration-table.ts'
import { TokenTable } from './token-table.ts'

/** An integration as requests see it. */
export interface IndexedIntegration {
  id: string
  accountId: string
  scopes: ReadonlySet<string>
  limits: IntegrationLimits
  isDisabled: boolean
  /** Milliseconds since 1970; Infinity when no end is set. */
  expiresAtMs: number
  /** Absent = from anywhere. */
  allowedIps: NetworkList | undefined
  /** When the running rotation began. */
  rotationStartedAt: Date | undefined
}

/** A token as found, with the integration that it opens. */
export interface FoundToken {
  tokenId: string
  endsAtMs: number
  isRetiring: boolean
  integration: IndexedIntegration
}

/** All live tokens, integrations and account places in memory: under 100 MB for a million of them. */
export class TokenIndex {
  #tokens = new TokenTable()
  #integrations = new IntegrationTable()
  #profiles = new AccessProfiles()
  #accountIds: string[] = []
  #accountNumbers = new Map<string, number>()
  #places = new Map<string, AccountPlace>()
  #placesByWireId = new Map<string, AccountPlace>()

  /** Makes room before a load, for about so many. */
  reserve({ integrations, tokens }: { integrations: number; tokens: number }): void {
    this.#integrations.reserve(integrations)
    this.#tokens.reserve(tokens)
  }

  get tokenCount(): number {
    return this.#tokens.size
  }

  get integrationCount(): number {
    return this.#integrations.size
  }

  /** The token whose secret has this keyed hash. Whether it has ended, the caller decides. */
  find(hash: Buffer): FoundToken | undefined {
    const row = this.#tokens.find(hash)
    if (row === -1) return undefined
    return {
      tokenId: this.#tokens.tokenIdAt(row),
      endsAtMs: this.#tokens.endsAtMsAt(row),
      isRetiring: this.#tokens.isRetiringAt(row),
      integration: this.#read(this.#tokens.integrationAt(row)),
    }
  }

  /** Replaces what is known of an integration; without a row it is gone, and with it all of its secrets. */
  apply(integrationId: string, row: IndexedAccess | undefined): void {
    if (row === undefined) {
      this.#forget(integrationId)
      return
    }
    this.putIntegration(row.integration)
    for (const token of row.tokens) this.putToken(token)
  }

  /** Adds or replaces an integration. Its tokens are forgotten: each must be put again. Gives the row. */
  putIntegration(row: IndexedRow): number {
    const { row: at, isNew } = this.#integrations.take(row.id)
    if (!isNew) this.#release(at)
    this.#integrations.set(at, {
      name: row.name,
      account: this.#accountNumber(row.accountId),
      profile: this.#profiles.take(row),
      isDisabled: row.disabledAt !== undefined,
      expiresAtMs: row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    })
    return at
  }

  /** Adds a live token of an integration that was put before, whose row may be at hand; of any other nothing is known. */
  putToken(row: IndexedTokenRow, integration = this.rowOf(row.integrationId)): void {
    if (integration === -1) return
    const isRetiring = row.role === 'retiring'
    const endsAtMs = row.endsAt?.getTime() ?? Number.POSITIVE_INFINITY
    const at = this.#tokens.set({ hash: row.secretHash, tokenId: row.id, integration, endsAtMs, isRetiring })
    this.#integrations.addToken(integration, at)
    if (isRetiring && row.rotationStartedAt !== undefined) {
      this.#integrations.setRotationMs(integration, row.rotationStartedAt.getTime())
    }
  }

  /** Takes over what another index holds, at once. That one must not be used any more. */
  adopt(other: TokenIndex): void {
    this.#tokens = other.#tokens
    this.#integrations = other.#integrations
    this.#profiles = other.#profiles
    this.#accountIds = other.#accountIds
    this.#accountNumbers = other.#accountNumbers
    this.#places = other.#places
    this.#placesByWireId = other.#placesByWireId
  }

  integration(integrationId: string): (IndexedIntegration & { name: string }) | undefined {
    const row = this.#integrations.find(integrationId)
    return row === -1 ? undefined : { ...this.#read(row), name: this.#integrations.nameAt(row) }
  }

  /** Where an integration stands, or -1; valid until the next change. */
  rowOf(integrationId: string): number {
    return this.#integrations.find(integrationId)
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

  #read(row: number): IndexedIntegration {
    const profile = this.#profiles.get(this.#integrations.profileAt(row))
    const rotationMs = this.#integrations.rotationMsAt(row)
    return {
      id: this.#integrations.idAt(row),
      accountId: this.#accountIds[this.#integrations.accountAt(row)] ?? '',
      scopes: profile.scopes,
      limits: profile.limits,
      isDisabled: this.#integrations.isDisabledAt(row),
      expiresAtMs: this.#integrations.expiresAtMsAt(row),
      allowedIps: profile.allowedIps,
      rotationStartedAt: rotationMs === Number.POSITIVE_INFINITY ? undefined : new Date(rotationMs),
    }
  }

  #forget(integrationId: string): void {
    const row = this.#integrations.find(integrationId)
    if (row === -1) return
    this.#release(row)
    this.#integrations.delete(row)
  }

  /** Gives back what an integration holds in the other tables. */
  #release(row: number): void {
    for (const tokenRow of this.#integrations.takeTokens(row)) this.#tokens.deleteRow(tokenRow)
    this.#profiles.release(this.#integrations.profileAt(row))
  }

  #accountNumber(accountId: string): number {
    const known = this.#accountNumbers.get(accountId)
    if (known !== undefined) return known
    this.#accountNumbers.set(accountId, this.#accountIds.length)
    return this.#accountIds.push(accountId) - 1
  }
}
