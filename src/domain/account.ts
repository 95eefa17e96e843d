import { invalid } from './problem.ts'

/** An agency owns locations; integrations belong to either. */
export interface Account {
  id: string
  kind: 'agency' | 'location'
  parentId?: string
  name: string
  /** `locationId` or `companyId` of API v2.0. */
  wireId: string
  timezone: string
  policies: AccountPolicies
  labs: LabsFeatures
  /** When each feature was last switched; absent = never. */
  labsChangedAt?: Partial<Record<keyof LabsFeatures, Date>>
  version: number
  createdAt: Date
}

/** Rules an admin sets for the whole account. */
export interface AccountPolicies {
  /** A token older than this is due for rotation (reminders, the age bar). */
  rotationDays: number
  /** A token stops by itself at this age; null = never. */
  tokenAgeDaysMax: number | null
  /** Nobody has used an integration for so long: its people hear of it; null = never. */
  unusedDays: number | null
}

/** Features that an account switches on and off. */
export interface LabsFeatures {
  privateIntegrations: boolean
  /** Off: no API key can be made, and those that exist are answered 410. */
  legacyApiKeys: boolean
}

export const DEFAULT_POLICIES: AccountPolicies = { rotationDays: 90, tokenAgeDaysMax: null, unusedDays: 90 }
export const DEFAULT_LABS: LabsFeatures = { privateIntegrations: true, legacyApiKeys: false }

const DAY_MS = 86_400_000

/** Refuses policies out of bounds; gives the whole set with the change applied. */
export function changePolicies(policies: AccountPolicies, change: Partial<AccountPolicies>): AccountPolicies {
  const next = { ...policies, ...change }
  if (!isWholeBetween(next.rotationDays, 1, 365)) throw invalid('rotationDays', 'must be a whole number from 1 to 365')
  if (next.tokenAgeDaysMax !== null && !isWholeBetween(next.tokenAgeDaysMax, 1, 3650)) {
    throw invalid('tokenAgeDaysMax', 'must be a whole number from 1 to 3650, or null for no maximum')
  }
  if (next.unusedDays !== null && !isWholeBetween(next.unusedDays, 1, 3650)) {
    throw invalid('unusedDays', 'must be a whole number from 1 to 3650, or null to hear of none')
  }
  return next
}

/** The end of a token made now under these policies; undefined when none is set. */
export function tokenExpiry(policies: AccountPolicies, now: Date): Date | undefined {
  if (policies.tokenAgeDaysMax === null) return undefined
  return new Date(now.getTime() + policies.tokenAgeDaysMax * DAY_MS)
}

/** When a token made at `createdAt` is due for rotation. */
export function rotationDueAt(policies: AccountPolicies, createdAt: Date): Date {
  return new Date(createdAt.getTime() + policies.rotationDays * DAY_MS)
}

function isWholeBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
