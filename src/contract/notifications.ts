import { type Static, Type } from 'typebox'
import { NOTICE_CHANNELS, NOTICE_KIND_NAMES } from '../domain/notice.ts'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, Moment, MomentOrNull, NextCursor, pageQuery } from './fields.ts'

/** What a person is told of one event. */
export const Notification = Type.Object(
  {
    id: idOf('ntf'),
    type: Type.String({ description: 'The event’s type, such as private_integration.rotation_due.' }),
    kind: Type.Enum([...NOTICE_KIND_NAMES]),
    title: Type.String(),
    sentence: Type.String({ description: 'With dates in the account’s time zone.' }),
    integration: Type.Union([Type.Object({ id: idOf('int'), name: Type.String() }, CLOSED), Type.Null()]),
    createdAt: Moment,
    readAt: MomentOrNull,
    email: Type.Object(
      {
        state: Type.Enum(['off', 'queued', 'sent', 'failed']),
        at: MomentOrNull,
      },
      { ...CLOSED, description: '`failed`: the mail server took the letter for a day not, or refused it for good.' },
    ),
  },
  CLOSED,
)
export type Notification = Static<typeof Notification>

export const LIST_NOTIFICATIONS = {
  id: 'listNotifications',
  summary: 'What you are told of this account, newest first, and how much of it is unread',
  status: 200,
  query: Type.Object({ ...pageQuery, unread: Type.Optional(Type.Enum(['true'])) }, CLOSED),
  reply: Type.Object({ items: Type.Array(Notification), unread: Type.Integer(), nextCursor: NextCursor }, CLOSED),
  problems: ['account_not_found', 'cursor_invalid'],
} as const satisfies Contract

export const READ_NOTIFICATION = {
  id: 'readNotification',
  summary: 'Mark a notice as read',
  status: 200,
  reply: Type.Object({ notification: Notification, unread: Type.Integer() }, CLOSED),
  problems: ['account_not_found', 'notification_not_found'],
} as const satisfies Contract

export const READ_ALL_NOTIFICATIONS = {
  id: 'readAllNotifications',
  summary: 'Mark all of your notices of this account as read',
  status: 200,
  reply: Type.Object({ unread: Type.Integer() }, CLOSED),
  problems: ['account_not_found'],
} as const satisfies Contract

const Preferences = Type.Object(
  {
    isMailAvailable: Type.Boolean({ description: 'False where the operator has set up no mail server.' }),
    kinds: Type.Array(
      Type.Object(
        {
          kind: Type.Enum([...NOTICE_KIND_NAMES]),
          label: Type.String(),
          sentence: Type.String(),
          inApp: Type.Boolean(),
          email: Type.Boolean(),
          reachesYou: Type.Boolean({ description: 'False while your permissions keep these notices from you.' }),
        },
        CLOSED,
      ),
    ),
  },
  CLOSED,
)
export type NotificationPreferences = Static<typeof Preferences>

export const GET_NOTIFICATION_PREFERENCES = {
  id: 'getNotificationPreferences',
  summary: 'By which ways you hear of what, in this account',
  status: 200,
  reply: Preferences,
  problems: ['account_not_found'],
} as const satisfies Contract

const CHANNELS = Object.fromEntries(NOTICE_CHANNELS.map(channel => [channel, Type.Optional(Type.Boolean())]))
const KINDS = Object.fromEntries(
  NOTICE_KIND_NAMES.map(kind => [kind, Type.Optional(Type.Object(CHANNELS, { ...CLOSED, minProperties: 1 }))]),
)
type Choices = Partial<
  Record<(typeof NOTICE_KIND_NAMES)[number], Partial<Record<(typeof NOTICE_CHANNELS)[number], boolean>>>
>

export const CHANGE_NOTIFICATION_PREFERENCES = {
  id: 'changeNotificationPreferences',
  summary: 'Choose by which ways you hear of what',
  status: 200,
  body: Type.Unsafe<Choices>(Type.Object(KINDS, { ...CLOSED, minProperties: 1 })),
  reply: Preferences,
  problems: ['account_not_found'],
} as const satisfies Contract
