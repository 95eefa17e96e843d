import type { Static } from 'typebox'
import type { IntegrationRef } from '../actions/rotations.ts'
import type { GET_CALENDAR_FEED } from '../contract/calendar-feeds.ts'
import type { LIST_NOTIFICATIONS, Notification, NotificationPreferences } from '../contract/notifications.ts'
import type { RetiredSecretUse } from '../contract/retired-secrets.ts'
import type { SafeToExpire } from '../contract/safe-to-expire.ts'
import type { DRY_RUN_SCOPES } from '../contract/scope-dry-run.ts'
import type { NoticeChannel, NoticeKind } from '../domain/notice.ts'

export type NotificationPage = Static<(typeof LIST_NOTIFICATIONS)['reply']>
export type ScopeDryRun = Static<(typeof DRY_RUN_SCOPES)['reply']>
export type CalendarFeedView = Static<(typeof GET_CALENDAR_FEED)['reply']>['feed']

/** Notices, calendars, and what helps to end a token or take a scope away: this part of the office. */
export interface NoticeOffice {
  listNotifications(accountId: string, query: { isUnreadOnly: boolean; limit: number }): Promise<NotificationPage>
  readNotification(accountId: string, id: string): Promise<Notification>
  readAllNotifications(accountId: string): Promise<void>
  getNotificationPreferences(accountId: string): Promise<NotificationPreferences>
  chooseNotices(
    accountId: string,
    kind: NoticeKind,
    choice: Partial<Record<NoticeChannel, boolean>>,
  ): Promise<NotificationPreferences>
  getCalendarFeed(accountId: string): Promise<CalendarFeedView>
  createCalendarFeed(accountId: string): Promise<{ feed: NonNullable<CalendarFeedView>; secret?: string }>
  deleteCalendarFeed(accountId: string): Promise<void>
  getSafeToExpire(ref: IntegrationRef): Promise<SafeToExpire>
  listRetiredSecretUses(ref: IntegrationRef): Promise<RetiredSecretUse[]>
  dryRunScopes(ref: IntegrationRef, input: { scopes: string[]; days: number }): Promise<ScopeDryRun>
}
