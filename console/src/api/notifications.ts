import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  CREATE_CALENDAR_FEED,
  DELETE_CALENDAR_FEED,
  GET_CALENDAR_FEED,
} from '../../../src/contract/calendar-feeds.ts'
import type {
  CHANGE_NOTIFICATION_PREFERENCES,
  GET_NOTIFICATION_PREFERENCES,
  LIST_NOTIFICATIONS,
  Notification,
  READ_ALL_NOTIFICATIONS,
  READ_NOTIFICATION,
} from '../../../src/contract/notifications.ts'
import { type BodyOf, call, type ReplyOf } from './client.ts'
import { queryClient } from './query-client.ts'

export type { Notification }
export type Preferences = ReplyOf<typeof GET_NOTIFICATION_PREFERENCES>
export type MadeFeed = ReplyOf<typeof CREATE_CALENDAR_FEED>

const PAGE_SIZE = 25
const BELL_SIZE = 6
const BELL_EVERY_MS = 60_000
const path = (accountId: string) => `/accounts/${accountId}/notifications`
const key = (accountId: string) => ['account', accountId, 'notifications'] as const

/** What this person is told of the account, newest first, page by page. */
export const notificationsQuery = (accountId: string, isUnreadOnly: boolean) =>
  infiniteQueryOptions({
    queryKey: [...key(accountId), 'list', isUnreadOnly],
    queryFn: ({ pageParam, signal }) =>
      call<typeof LIST_NOTIFICATIONS>(`GET ${path(accountId)}`, {
        query: { cursor: pageParam, limit: PAGE_SIZE, ...(isUnreadOnly ? { unread: 'true' } : {}) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
  })

/** The latest few, and how many are unread: for the bell. */
export const bellQuery = (accountId: string) =>
  queryOptions({
    queryKey: [...key(accountId), 'bell'],
    queryFn: ({ signal }) =>
      call<typeof LIST_NOTIFICATIONS>(`GET ${path(accountId)}`, { query: { limit: BELL_SIZE }, signal }),
    refetchInterval: BELL_EVERY_MS,
  })

const refresh = (accountId: string) => void queryClient.invalidateQueries({ queryKey: key(accountId) })

export async function readNotification(accountId: string, id: string): Promise<void> {
  await call<typeof READ_NOTIFICATION>(`POST ${path(accountId)}/${id}/read`)
  refresh(accountId)
}

export async function readAllNotifications(accountId: string): Promise<void> {
  await call<typeof READ_ALL_NOTIFICATIONS>(`POST ${path(accountId)}/read-all`)
  refresh(accountId)
}

const preferencesPath = (accountId: string) => `/accounts/${accountId}/notification-preferences`

/** By which ways this person hears of what. */
export const preferencesQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'notification-preferences'],
    queryFn: ({ signal }) => call<typeof GET_NOTIFICATION_PREFERENCES>(`GET ${preferencesPath(accountId)}`, { signal }),
  })

export async function changePreferences(
  accountId: string,
  body: BodyOf<typeof CHANGE_NOTIFICATION_PREFERENCES>,
): Promise<void> {
  const on = `PATCH ${preferencesPath(accountId)}`
  const preferences = await call<typeof CHANGE_NOTIFICATION_PREFERENCES>(on, { body })
  queryClient.setQueryData(preferencesQuery(accountId).queryKey, preferences)
}

const feedPath = (accountId: string) => `/accounts/${accountId}/calendar-feed`

/** This person's calendar feed, without its secret address. */
export const feedQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'calendar-feed'],
    queryFn: async ({ signal }) =>
      (await call<typeof GET_CALENDAR_FEED>(`GET ${feedPath(accountId)}`, { signal })).feed,
  })

/** Makes the address anew; it is in this reply and nowhere else. */
export async function createFeed(accountId: string): Promise<MadeFeed> {
  const made = await call<typeof CREATE_CALENDAR_FEED>(`POST ${feedPath(accountId)}`)
  void queryClient.invalidateQueries({ queryKey: feedQuery(accountId).queryKey })
  return made
}

export async function deleteFeed(accountId: string): Promise<void> {
  await call<typeof DELETE_CALENDAR_FEED>(`DELETE ${feedPath(accountId)}`)
  void queryClient.invalidateQueries({ queryKey: feedQuery(accountId).queryKey })
}
