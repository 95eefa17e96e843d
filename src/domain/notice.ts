import type { Permission } from './permission.ts'

/** How a person hears of something. */
export const NOTICE_CHANNELS = ['inApp', 'email'] as const
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number]

interface NoticeKindEntry {
  label: string
  sentence: string
  /** Who hears of it: members with this permission. */
  permission: Permission
  /** What applies until a person chooses otherwise. */
  byDefault: Record<NoticeChannel, boolean>
}

const BOTH = { inApp: true, email: true } as const
const IN_APP = { inApp: true, email: false } as const

/** What people choose channels by. */
export const NOTICE_KINDS = {
  rotationDue: {
    label: 'Rotation due',
    sentence: 'A token comes of the age at which it should be rotated, or is past it.',
    permission: 'privateIntegrations.manage',
    byDefault: BOTH,
  },
  overlapEnding: {
    label: 'Old token still in use',
    sentence: 'An overlap ends soon and the old token is still in use.',
    permission: 'privateIntegrations.manage',
    byDefault: BOTH,
  },
  rotation: {
    label: 'Rotations',
    sentence: 'A rotation was started, extended, cancelled or reissued, or has ended.',
    permission: 'privateIntegrations.manage',
    byDefault: IN_APP,
  },
  changes: {
    label: 'Changes of integrations',
    sentence: 'An integration was created, changed, disabled, enabled or deleted.',
    permission: 'privateIntegrations.manage',
    byDefault: IN_APP,
  },
  expiry: {
    label: 'Expiry',
    sentence: 'An integration or a token expires soon, or has expired.',
    permission: 'privateIntegrations.manage',
    byDefault: BOTH,
  },
  unused: {
    label: 'Unused integrations',
    sentence: 'An integration has not been used for as long as the account’s policy says.',
    permission: 'privateIntegrations.manage',
    byDefault: BOTH,
  },
  security: {
    label: 'Security',
    sentence: 'A retired token was used, or someone failed to sign in many times.',
    permission: 'privateIntegrations.manage',
    byDefault: BOTH,
  },
  webhooks: {
    label: 'Webhooks',
    sentence: 'A webhook endpoint was switched off or lost an event.',
    permission: 'webhooks.manage',
    byDefault: BOTH,
  },
} as const satisfies Record<string, NoticeKindEntry>

export type NoticeKind = keyof typeof NOTICE_KINDS
export const NOTICE_KIND_NAMES = Object.keys(NOTICE_KINDS) as NoticeKind[]

/** Which event becomes a notice, and of which kind. An event that is not here is told to nobody. */
export const NOTICE_OF_EVENT: Readonly<Record<string, NoticeKind>> = {
  'private_integration.created': 'changes',
  'private_integration.updated': 'changes',
  'private_integration.scopes_changed': 'changes',
  'private_integration.disabled': 'changes',
  'private_integration.enabled': 'changes',
  'private_integration.deleted': 'changes',
  'private_integration.rotation_started': 'rotation',
  'private_integration.rotated': 'rotation',
  'private_integration.rotation_extended': 'rotation',
  'private_integration.rotation_cancelled': 'rotation',
  'private_integration.token_reissued': 'rotation',
  'private_integration.rotation_ended': 'rotation',
  'private_integration.rotation_due': 'rotationDue',
  'private_integration.overlap_ending': 'overlapEnding',
  'private_integration.expiring': 'expiry',
  'private_integration.expired': 'expiry',
  'private_integration.unused': 'unused',
  'private_integration.token_revoked': 'security',
  'private_integration.retired_secret_used': 'security',
  'sign_in.failed_often': 'security',
  'webhook_endpoint.disabled': 'webhooks',
  'webhook_endpoint.events_paused': 'webhooks',
}

/** The kind of notice that an event becomes; undefined for what concerns nobody in particular. */
export function noticeKindOf(type: string): NoticeKind | undefined {
  return Object.hasOwn(NOTICE_OF_EVENT, type) ? NOTICE_OF_EVENT[type] : undefined
}

/** What a person chose, as it stands in rows: only what deviates. */
export interface NoticeChoice {
  kind: string
  channel: NoticeChannel
  isWanted: boolean
}

export type NoticePreferences = Record<NoticeKind, Record<NoticeChannel, boolean>>

/** Every kind and channel: the defaults with a person's choices applied. */
export function preferencesWith(choices: readonly NoticeChoice[]): NoticePreferences {
  const preferences = Object.fromEntries(
    NOTICE_KIND_NAMES.map(kind => [kind, { ...NOTICE_KINDS[kind].byDefault }]),
  ) as NoticePreferences
  for (const { kind, channel, isWanted } of choices) {
    if (Object.hasOwn(preferences, kind)) preferences[kind as NoticeKind][channel] = isWanted
  }
  return preferences
}

/** What decides whether people need to hear of an event. */
export interface NoticeFacts {
  type: string
  body: Record<string, unknown>
}

/**
 * Whether people are told at all. A token that a program rotates by itself needs no nagging: of its due dates only the
 * overdue ones are told, because then the program has stopped doing it.
 */
export function isToldToPeople({ type, body }: NoticeFacts): boolean {
  if (noticeKindOf(type) === undefined) return false
  if (type !== 'private_integration.rotation_due') return true
  return body.automated !== true || body.stage === 'overdue'
}
