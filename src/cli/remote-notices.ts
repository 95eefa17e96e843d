import { randomUUID } from 'node:crypto'
import type { Notification } from '../contract/notifications.ts'
import type { RetiredSecretUse } from '../contract/retired-secrets.ts'
import type { ApiClient } from './api-client.ts'
import type { CalendarFeedView, NoticeOffice } from './notice-office.ts'
import type { Ref } from './office.ts'

/** Notices and what belongs to them behind a server's management API: the caller's own. */
export function remoteNotices(api: ApiClient): NoticeOffice {
  const get = <Body>(path: string, query?: Record<string, string | number | undefined>) =>
    api.get<Body>({ method: 'GET', path, query })
  const post = <Body>(path: string, body?: object) =>
    api.get<Body>({ method: 'POST', path, body, headers: { 'idempotency-key': randomUUID() } })
  return {
    listNotifications: (accountId, { isUnreadOnly, limit }) =>
      get(`${of(accountId)}/notifications`, { limit, unread: isUnreadOnly ? 'true' : undefined }),
    readNotification: async (accountId, id) =>
      (await post<{ notification: Notification }>(`${of(accountId)}/notifications/${encodeURIComponent(id)}/read`))
        .notification,
    readAllNotifications: async accountId => void (await post(`${of(accountId)}/notifications/read-all`)),
    getNotificationPreferences: accountId => get(`${of(accountId)}/notification-preferences`),
    chooseNotices: (accountId, kind, choice) =>
      api.get({ method: 'PATCH', path: `${of(accountId)}/notification-preferences`, body: { [kind]: choice } }),
    getCalendarFeed: async accountId => (await get<{ feed: CalendarFeedView }>(`${of(accountId)}/calendar-feed`)).feed,
    createCalendarFeed: accountId => post(`${of(accountId)}/calendar-feed`),
    deleteCalendarFeed: async accountId =>
      void (await api.send({ method: 'DELETE', path: `${of(accountId)}/calendar-feed` })),
    getSafeToExpire: ref => get(`${at(ref)}/safe-to-expire`),
    listRetiredSecretUses: async ref =>
      (await get<{ items: RetiredSecretUse[] }>(`${at(ref)}/retired-secret-uses`)).items,
    dryRunScopes: (ref, input) => post(`${at(ref)}/scopes/dry-run`, input),
  }
}

const of = (accountId: string) => `/accounts/${encodeURIComponent(accountId)}`
const at = ({ accountId, integrationId }: Ref) => `${of(accountId)}/integrations/${encodeURIComponent(integrationId)}`
