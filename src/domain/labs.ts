import type { LabsFeatures } from './account.ts'

/** A Labs feature in words an admin understands. */
export interface LabsFeature {
  feature: keyof LabsFeatures
  title: string
  sentence: string
  /** What switching it on or off changes, and what it does not. */
  whenOn: string
  whenOff: string
}

/** Every feature there is, in the order of the page. */
export const LABS_FEATURES: readonly LabsFeature[] = [
  {
    feature: 'privateIntegrations',
    title: 'Private Integrations',
    sentence: 'Connect third-party apps with tokens that open just the permissions you choose.',
    whenOn: 'Private Integrations stands under Other Settings for everyone who may see it.',
    whenOff: 'The page and its management are hidden. Tokens that exist go on working.',
  },
  {
    feature: 'legacyApiKeys',
    title: 'API Keys (legacy)',
    sentence: 'Keys for API v1: they open all contacts of the account, without permissions and without webhooks.',
    whenOn: 'API keys can be made, and calls of API v1 with them are answered.',
    whenOff:
      'No API key can be made, and calls with those that exist are answered with 410 Gone. They work again once it is on.',
  },
]

/** When each feature of `after` was last switched, given what it was before. */
export function labsChangedAt(
  before: { labs: LabsFeatures; labsChangedAt?: Partial<Record<keyof LabsFeatures, Date>> },
  after: LabsFeatures,
  now: Date,
): Partial<Record<keyof LabsFeatures, Date>> {
  const changed = LABS_FEATURES.filter(({ feature }) => before.labs[feature] !== after[feature])
  return { ...before.labsChangedAt, ...Object.fromEntries(changed.map(({ feature }) => [feature, now])) }
}
