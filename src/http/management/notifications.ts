import {
  type CalendarFeed,
  createCalendarFeed as createFeedAction,
  deleteCalendarFeed as deleteFeedAction,
  getCalendarFeed as getFeedAction,
} from '../../actions/calendar-feeds.ts'
import {
  changeNotificationPreferences as changeAction,
  getNotificationPreferences as getAction,
  listNotifications as listAction,
  type PreferencesView,
  readNotification as readAction,
  readAllNotifications as readAllAction,
  type ShownNotification,
} from '../../actions/notifications.ts'
import { CREATE_CALENDAR_FEED, DELETE_CALENDAR_FEED, GET_CALENDAR_FEED } from '../../contract/calendar-feeds.ts'
import { LIMIT_DEFAULT } from '../../contract/fields.ts'
import {
  CHANGE_NOTIFICATION_PREFERENCES,
  GET_NOTIFICATION_PREFERENCES,
  LIST_NOTIFICATIONS,
  type Notification,
  type NotificationPreferences,
  READ_ALL_NOTIFICATIONS,
  READ_NOTIFICATION,
} from '../../contract/notifications.ts'
import { NOTICE_KIND_NAMES, NOTICE_KINDS } from '../../domain/notice.ts'
import { calendarUrl } from '../calendar-feed.ts'
import { momentOrNull } from './present.ts'
import { actorOf, handle } from './route.ts'

export const listNotifications = handle(LIST_NOTIFICATIONS, {
  run: ({ deps, params, query, ...call }) =>
    listAction(deps, actorOf(call), {
      accountId: params.accountId,
      isUnreadOnly: query.unread === 'true',
      cursor: query.cursor,
      limit: query.limit ?? LIMIT_DEFAULT,
    }),
  present: ({ items, unread, nextCursor }) => ({
    items: items.map(presentNotification),
    unread,
    ...(nextCursor === undefined ? {} : { nextCursor }),
  }),
})

export const readNotification = handle(READ_NOTIFICATION, {
  run: ({ deps, params, ...call }) => readAction(deps, actorOf(call), params),
  present: ({ notification, unread }) => ({ notification: presentNotification(notification), unread }),
})

export const readAllNotifications = handle(READ_ALL_NOTIFICATIONS, {
  run: ({ deps, params, ...call }) => readAllAction(deps, actorOf(call), params),
  present: ({ unread }) => ({ unread }),
})

export const getNotificationPreferences = handle(GET_NOTIFICATION_PREFERENCES, {
  run: ({ deps, params, ...call }) => getAction(deps, actorOf(call), params),
  present: (view, { services }) => presentPreferences(view, services.canMail ?? false),
})

export const changeNotificationPreferences = handle(CHANGE_NOTIFICATION_PREFERENCES, {
  run: ({ deps, params, body, ...call }) =>
    changeAction(deps, actorOf(call), { accountId: params.accountId, change: body }),
  present: (view, { services }) => presentPreferences(view, services.canMail ?? false),
})

export const getCalendarFeed = handle(GET_CALENDAR_FEED, {
  run: ({ deps, params, ...call }) => getFeedAction(deps, actorOf(call), params),
  present: feed => ({ feed: feed === undefined ? null : presentFeed(feed) }),
})

export const createCalendarFeed = handle(CREATE_CALENDAR_FEED, {
  run: ({ deps, params, ...call }) => createFeedAction(deps, actorOf(call), params),
  present: ({ feed, secret }, { services }) => ({
    feed: presentFeed(feed),
    secret: calendarUrl(services.publicUrl, secret),
  }),
})

export const deleteCalendarFeed = handle(DELETE_CALENDAR_FEED, {
  run: ({ deps, params, ...call }) => deleteFeedAction(deps, actorOf(call), params),
  present: () => undefined,
})

function presentNotification(notice: ShownNotification): Notification {
  const { id, type, kind, title, sentence, integrationId, integrationName, createdAt, readAt, mail } = notice
  return {
    ...{ id, type, title, sentence },
    kind: kind as Notification['kind'],
    integration: integrationId === undefined ? null : { id: integrationId, name: integrationName ?? '' },
    createdAt: createdAt.toISOString(),
    readAt: momentOrNull(readAt),
    email: { state: mail.state, at: momentOrNull(mail.at) },
  }
}

function presentPreferences(
  { preferences, reaching }: PreferencesView,
  isMailAvailable: boolean,
): NotificationPreferences {
  return {
    isMailAvailable,
    kinds: NOTICE_KIND_NAMES.map(kind => {
      const { label, sentence } = NOTICE_KINDS[kind]
      return { kind, label, sentence, ...preferences[kind], reachesYou: reaching.has(kind) }
    }),
  }
}

function presentFeed({ last4, createdAt, lastReadAt }: CalendarFeed) {
  return { last4, createdAt: createdAt.toISOString(), lastReadAt: momentOrNull(lastReadAt) }
}
