import { createCalendarFeed, deleteCalendarFeed, getCalendarFeed } from '../actions/calendar-feeds.ts'
import type { Deps } from '../actions/deps.ts'
import {
  changeNotificationPreferences,
  getNotificationPreferences,
  listNotifications,
  readAllNotifications,
  readNotification,
  type ShownNotification,
} from '../actions/notifications.ts'
import { classificationOf, listRetiredSecretUses } from '../actions/retired-secrets.ts'
import { getSafeToExpire } from '../actions/safe-to-expire.ts'
import { dryRunScopes } from '../actions/scope-dry-run.ts'
import type { Notification, NotificationPreferences } from '../contract/notifications.ts'
import type { SafeToExpire } from '../contract/safe-to-expire.ts'
import type { Actor } from '../domain/actor.ts'
import { cadenceWords, NOTHING_RETIRES, safetySentence } from '../domain/cadence-words.ts'
import { NOTICE_KIND_NAMES, NOTICE_KINDS } from '../domain/notice.ts'
import type { NoticeOffice } from './notice-office.ts'

/** Notices in the local database: the operator sees those of all people; a person's own need a person. */
export function localNotices(deps: Deps, actor: Actor): NoticeOffice {
  return {
    async listNotifications(accountId, query) {
      const { items, unread } = await listNotifications(deps, actor, { accountId, ...query })
      return { items: items.map(toNotification), unread }
    },
    readNotification: async (accountId, notificationId) =>
      toNotification((await readNotification(deps, actor, { accountId, notificationId })).notification),
    readAllNotifications: async accountId => void (await readAllNotifications(deps, actor, { accountId })),
    getNotificationPreferences: async accountId =>
      toPreferences(await getNotificationPreferences(deps, actor, { accountId })),
    chooseNotices: async (accountId, kind, choice) =>
      toPreferences(await changeNotificationPreferences(deps, actor, { accountId, change: { [kind]: choice } })),
    async getCalendarFeed(accountId) {
      const feed = await getCalendarFeed(deps, actor, { accountId })
      return feed === undefined ? null : toFeed(feed)
    },
    // Only a person can make one, and the operator is none: this refuses, and says so.
    async createCalendarFeed(accountId) {
      const { feed, secret } = await createCalendarFeed(deps, actor, { accountId })
      return { feed: toFeed(feed), secret }
    },
    deleteCalendarFeed: accountId => deleteCalendarFeed(deps, actor, { accountId }),
    ...ofIntegration(deps, actor),
  }
}

function ofIntegration(
  deps: Deps,
  actor: Actor,
): Pick<NoticeOffice, 'getSafeToExpire' | 'listRetiredSecretUses' | 'dryRunScopes'> {
  return {
    async getSafeToExpire(ref): Promise<SafeToExpire> {
      const safety = await getSafeToExpire(deps, actor, ref)
      if (safety === undefined) return { safe: false, sentence: NOTHING_RETIRES, clients: [] }
      const clients = safety.clients.map(({ cadenceMs, lastSeenAt, movedAt, quietAt, ...client }) => ({
        ...client,
        cadence: { everyMs: cadenceMs ?? null, sentence: cadenceWords(cadenceMs) },
        ...{ lastSeenAt: lastSeenAt.toISOString(), quietAt: quietAt.toISOString() },
        movedAt: movedAt?.toISOString() ?? null,
      }))
      return { safe: safety.safe, sentence: safetySentence(safety, deps.clock.now()), clients }
    },
    async listRetiredSecretUses(ref) {
      const sources = await listRetiredSecretUses(deps, actor, ref)
      return sources.map(({ tokenId, last4, endedAt, endedWhy, isKnown, firstAt, lastAt, ...source }) => ({
        ...source,
        token: { id: tokenId, last4, endedAt: endedAt.toISOString(), endedWhy },
        classification: classificationOf(isKnown),
        ...{ firstSeenAt: firstAt.toISOString(), lastSeenAt: lastAt.toISOString() },
      }))
    },
    async dryRunScopes(ref, input) {
      const { since, removed, refused } = await dryRunScopes(deps, actor, { ...ref, ...input })
      const { calls, clients, operations, sentence } = refused
      return {
        ...{ since: since.toISOString(), removed, sentence },
        refused: {
          ...{ calls, clients: clients.length },
          operations: operations.map(row => ({ ...row, lastAt: row.lastAt.toISOString() })),
          callers: clients.map(row => ({ ...row, lastAt: row.lastAt.toISOString() })),
        },
      }
    },
  }
}

function toNotification(notice: ShownNotification): Notification {
  const { id, type, kind, title, sentence, integrationId, integrationName, createdAt, readAt, mail } = notice
  return {
    ...{ id, type, title, sentence },
    kind: kind as Notification['kind'],
    integration: integrationId === undefined ? null : { id: integrationId, name: integrationName ?? '' },
    createdAt: createdAt.toISOString(),
    readAt: readAt?.toISOString() ?? null,
    email: { state: mail.state, at: mail.at?.toISOString() ?? null },
  }
}

type PreferencesView = Awaited<ReturnType<typeof getNotificationPreferences>>

function toPreferences({ preferences, reaching }: PreferencesView): NotificationPreferences {
  const kinds = NOTICE_KIND_NAMES.map(kind => {
    const { label, sentence } = NOTICE_KINDS[kind]
    return { kind, label, sentence, ...preferences[kind], reachesYou: reaching.has(kind) }
  })
  return { isMailAvailable: false, kinds }
}

function toFeed({ last4, createdAt, lastReadAt }: { last4: string; createdAt: Date; lastReadAt?: Date }) {
  return { last4, createdAt: createdAt.toISOString(), lastReadAt: lastReadAt?.toISOString() ?? null }
}
