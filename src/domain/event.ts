/** Lifecycle events of integrations, as they go to webhooks and notices. */
export const LIFECYCLE_EVENTS = [
  'private_integration.created',
  'private_integration.updated',
  'private_integration.scopes_changed',
  'private_integration.rotation_started',
  'private_integration.rotated',
  'private_integration.rotation_extended',
  'private_integration.rotation_cancelled',
  'private_integration.token_reissued',
  'private_integration.rotation_ended',
  'private_integration.token_revoked',
  'private_integration.disabled',
  'private_integration.enabled',
  'private_integration.deleted',
  'private_integration.expiring',
  'private_integration.expired',
  'private_integration.rotation_due',
  'private_integration.overlap_ending',
  'private_integration.unused',
  'private_integration.retired_secret_used',
] as const

export type LifecycleEvent = (typeof LIFECYCLE_EVENTS)[number]
