import type { IntegrationLimits } from '../domain/integration.ts'
import { type Database, EVERY_TENANT } from '../lib/database.ts'
import { type NetworkList, networkList } from '../lib/networks.ts'
import { type AccessRow, findAccessRowByHash, type RowCheck } from '../store/access-rows.ts'
import type { FoundToken } from './token-index.ts'

/** What callers see of an integration beyond a principal. */
export interface DescribedIntegration {
  name: string
  limits: IntegrationLimits
  /** Absent = from anywhere. */
  allowedIps?: NetworkList | undefined
}

/** Finds tokens in the database, one query and a half each: for those who would rather not hold them in memory. */
export interface LookUp {
  /** Rejects when the database can't be asked. */
  find(hashes: readonly Buffer[]): Promise<FoundToken | undefined>
  /** Name and limits of an integration that was found lately. */
  describe(integrationId: string): DescribedIntegration | undefined
}

const DESCRIBED_MAX = 10_000
const NEVER_MS = Number.POSITIVE_INFINITY

export function createLookUp(database: Database, check: RowCheck): LookUp {
  const described = new Map<string, DescribedIntegration>()
  const remember = ({ id, name, limits, allowedIps }: AccessRow['integration']) => {
    described.delete(id)
    described.set(id, { name, limits, allowedIps: allowedIps.length === 0 ? undefined : networkList(allowedIps) })
    const oldest = described.keys().next().value
    if (described.size > DESCRIBED_MAX && oldest !== undefined) described.delete(oldest)
  }
  return {
    async find(hashes) {
      // At one moment: a change between two reads would make a genuine row look forged.
      const row = await database.snapshot(EVERY_TENANT, db => findAccessRowByHash(db, hashes, check))
      if (row === undefined) return undefined
      remember(row.integration)
      return toFound(row, hashes)
    },
    describe: integrationId => described.get(integrationId),
  }
}

function toFound({ integration, tokens }: AccessRow, hashes: readonly Buffer[]): FoundToken | undefined {
  const token = tokens.find(candidate => hashes.some(hash => hash.equals(candidate.secretHash)))
  if (token === undefined) return undefined
  return {
    tokenId: token.id,
    endsAtMs: token.endsAt?.getTime() ?? NEVER_MS,
    isRetiring: token.role === 'retiring',
    integration: {
      id: integration.id,
      accountId: integration.accountId,
      scopes: new Set(integration.scopes),
      limits: integration.limits,
      isDisabled: integration.disabledAt !== undefined,
      expiresAtMs: integration.expiresAt?.getTime() ?? NEVER_MS,
      allowedIps: integration.allowedIps.length === 0 ? undefined : networkList(integration.allowedIps),
      rotationStartedAt: tokens.find(candidate => candidate.role === 'retiring')?.rotationStartedAt,
    },
  }
}
