import type { Actor } from '../domain/actor.ts'
import {
  NOTICE_CHANNELS,
  NOTICE_KIND_NAMES,
  NOTICE_KINDS,
  type NoticeChannel,
  type NoticeKind,
  type NoticePreferences,
  preferencesWith,
} from '../domain/notice.ts'
import { Problem } from '../domain/problem.ts'
import { openCursor, sealCursor } from '../lib/cursor.ts'
import { listNoticeChoices, upsertNoticeChoices } from '../store/notification-preferences.ts'
import {
  countUnread,
  findNotification,
  listNotifications as listRows,
  type ShownNotification,
  updateRead,
} from '../store/notifications.ts'
import { enterAccount, permissionsIn } from './authorize.ts'
import type { Deps } from './deps.ts'
import { recordAudit } from './record.ts'

export type { ShownNotification } from '../store/notifications.ts'

/** Which notices to list. */
export interface ListNotificationsInput {
  accountId: string
  isUnreadOnly: boolean
  cursor?: string
  limit: number
}

/** A page of notices, and how many are unread in all. */
export interface NotificationPage {
  items: ShownNotification[]
  unread: number
  nextCursor?: string
}

/** A person's own notices, newest first; for the operator one of each event. Throws cursor_invalid. */
export async function listNotifications(
  deps: Deps,
  actor: Actor,
  input: ListNotificationsInput,
): Promise<NotificationPage> {
  const { accountId, isUnreadOnly, cursor, limit } = input
  const userId = actor.kind === 'operator' ? undefined : personOf(actor)
  const mac = (text: string) => deps.keys.macOf('cursor', text)
  const scope = JSON.stringify(['notifications', accountId, userId ?? '', isUnreadOnly])
  return deps.database.read(accountId, async db => {
    await enterAccount(db, actor, accountId)
    const after = cursor === undefined ? undefined : toPosition(openCursor(mac, scope, cursor))
    const rows = await listRows(db, { accountId, userId, isUnreadOnly, after, limit: limit + 1 })
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const hasMore = rows.length > limit && last !== undefined
    return {
      items,
      unread: userId === undefined ? 0 : await countUnread(db, accountId, userId),
      nextCursor: hasMore ? sealCursor(mac, scope, [last.createdAt.toISOString(), last.id]) : undefined,
    }
  })
}

/** Marks one of the caller's notices as read. Throws notification_not_found, also for another person's. */
export async function readNotification(
  deps: Deps,
  actor: Actor,
  { accountId, notificationId }: { accountId: string; notificationId: string },
): Promise<{ notification: ShownNotification; unread: number }> {
  const userId = personOf(actor)
  return deps.transact(accountId, async ({ db }) => {
    await enterAccount(db, actor, accountId)
    await updateRead(db, { accountId, userId, id: notificationId, at: deps.clock.now() })
    const notification = await findNotification(db, { accountId, userId, id: notificationId })
    if (notification === undefined) throw new Problem('notification_not_found')
    return { notification, unread: await countUnread(db, accountId, userId) }
  })
}

/** Marks all of the caller's notices of an account as read. */
export async function readAllNotifications(
  deps: Deps,
  actor: Actor,
  { accountId }: { accountId: string },
): Promise<{ unread: number }> {
  const userId = personOf(actor)
  return deps.transact(accountId, async ({ db }) => {
    await enterAccount(db, actor, accountId)
    await updateRead(db, { accountId, userId, at: deps.clock.now() })
    return { unread: 0 }
  })
}

/** A person's choices, and which kinds their permissions let reach them. */
export interface PreferencesView {
  preferences: NoticePreferences
  reaching: ReadonlySet<NoticeKind>
}

/** By which ways the caller hears of what. */
export async function getNotificationPreferences(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  { accountId }: { accountId: string },
): Promise<PreferencesView> {
  const userId = personOf(actor)
  return deps.database.read(accountId, async db => {
    await enterAccount(db, actor, accountId)
    const choices = (await listNoticeChoices(db, accountId, userId)).get(userId) ?? []
    const permissions = new Set<string>(await permissionsIn(db, actor, accountId))
    const reaching = NOTICE_KIND_NAMES.filter(kind => permissions.has(NOTICE_KINDS[kind].permission))
    return { preferences: preferencesWith(choices), reaching: new Set(reaching) }
  })
}

export type PreferenceChange = Partial<Record<NoticeKind, Partial<Record<NoticeChannel, boolean>>>>

/** Sets the caller's choices; what is not named stays. */
export async function changeNotificationPreferences(
  deps: Deps,
  actor: Actor,
  { accountId, change }: { accountId: string; change: PreferenceChange },
): Promise<PreferencesView> {
  const userId = personOf(actor)
  const wanted = NOTICE_KIND_NAMES.flatMap(kind =>
    NOTICE_CHANNELS.flatMap(channel => {
      const isWanted = change[kind]?.[channel]
      return isWanted === undefined ? [] : [{ kind, channel, isWanted }]
    }),
  )
  await deps.transact(accountId, async tx => {
    const account = await enterAccount(tx.db, actor, accountId)
    const old = preferencesWith((await listNoticeChoices(tx.db, accountId, userId)).get(userId) ?? [])
    const choices = wanted.filter(({ kind, channel, isWanted }) => old[kind][channel] !== isWanted)
    if (choices.length === 0) return
    await upsertNoticeChoices(tx.db, { accountId, userId, choices })
    const told = (isNew: boolean) =>
      Object.fromEntries(
        choices.map(({ kind, channel, isWanted }) => [`${kind} ${channel}`, isNew ? isWanted : !isWanted]),
      )
    const target = { kind: 'account' as const, id: accountId, name: account.name }
    const action = 'member.notification_preferences_changed'
    recordAudit(deps, tx, { actor, action, target, before: told(false), after: told(true), at: deps.clock.now() })
  })
  return getNotificationPreferences(deps, actor, { accountId })
}

/** Notices are a person's own. */
function personOf(actor: Actor): string {
  if (actor.kind === 'user') return actor.userId
  throw new Problem('permission_missing', { detail: 'Notices are a person’s own: sign in to see yours.' })
}

function toPosition(position: string[] | undefined): { createdAt: Date; id: string } {
  const [createdAt, id] = position ?? []
  if (createdAt === undefined || id === undefined) throw new Problem('cursor_invalid')
  return { createdAt: new Date(createdAt), id }
}
