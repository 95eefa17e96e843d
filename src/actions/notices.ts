import type { Account } from '../domain/account.ts'
import { NOTICE_KINDS, type NoticeKind, noticeKindOf, preferencesWith } from '../domain/notice.ts'
import { noticeWords } from '../domain/notice-words.ts'
import { isAllowed } from '../domain/permission.ts'
import { sayIn } from '../domain/say.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import { isDatabaseUnavailable } from '../lib/database-error.ts'
import { findAccount } from '../store/accounts.ts'
import { listMembersOf } from '../store/memberships.ts'
import {
  claimQueuedNotices,
  listNoticedIntegrations,
  listNoticeQueue,
  type NoticedEvent,
} from '../store/notice-queue.ts'
import { listNoticeChoices } from '../store/notification-preferences.ts'
import { insertNotifications, type Notification } from '../store/notifications.ts'
import type { Deps } from './deps.ts'

const BATCH = 100

/** What telling people asks of the world. Without mail nothing is queued for it. */
export type NoticeDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'log'> & { canMail: boolean }

/**
 * Tells people of what happened: one notice per event and person, whichever worker is first. What happened in one account is
 * told together; an event that cannot be told now holds up no other. Returns how many events were told.
 */
export async function tellPeople(deps: NoticeDeps): Promise<number> {
  const queue = await deps.database.read(EVERY_TENANT, db => listNoticeQueue(db, BATCH))
  let told = 0
  for (const [accountId, queued] of Map.groupBy(queue, event => event.accountId)) {
    told += await tellOfAccount(deps, { accountId, eventIds: queued.map(({ eventId }) => eventId) })
  }
  return told
}

interface QueuedEvents {
  accountId: string
  eventIds: readonly string[]
}

async function tellOfAccount(deps: NoticeDeps, queued: QueuedEvents): Promise<number> {
  const { accountId, eventIds } = queued
  try {
    return await deps.database.transact(accountId, db => tell(deps, db, queued))
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error
    const [eventId, ...others] = eventIds
    if (others.length === 0) {
      deps.log.warn({ err: error, accountId, eventId }, 'notice.not_told')
      return 0
    }
    let told = 0
    for (const one of eventIds) told += await tellOfAccount(deps, { accountId, eventIds: [one] })
    return told
  }
}

async function tell(deps: NoticeDeps, db: Sql, queued: QueuedEvents): Promise<number> {
  const { accountId } = queued
  const claimed = await claimQueuedNotices(db, queued)
  if (claimed.length === 0) return 0
  const [account, integrations, members, choices] = await Promise.all([
    findAccount(db, accountId),
    listNoticedIntegrations(db, { accountId, ids: integrationIdsOf(claimed) }),
    listMembersOf(db, accountId),
    listNoticeChoices(db, accountId),
  ])
  if (account === undefined) return claimed.length
  const notices = claimed.flatMap(queuedEvent => {
    const kind = noticeKindOf(queuedEvent.type)
    if (kind === undefined) return []
    const integration = integrations.get(queuedEvent.integrationId ?? '')
    // Not every event names its integration; the name it had then counts where it does.
    const event = { ...queuedEvent, body: { ...(integration && { integration }), ...queuedEvent.body } }
    const readers = readersOf({ event, kind, creatorId: integration?.creatorId, members, choices })
    return readers.map(reader => toNotice(deps, { event, kind, account, reader }))
  })
  await insertNotifications(
    db,
    notices.filter(({ isInApp, mailDueAt }) => isInApp || mailDueAt !== undefined),
  )
  return claimed.length
}

function integrationIdsOf(events: readonly NoticedEvent[]): string[] {
  return [...new Set(events.flatMap(({ integrationId }) => integrationId ?? []))]
}

interface Reader {
  userId: string
  isInApp: boolean
  isMailed: boolean
}

interface Readership {
  event: NoticedEvent
  kind: NoticeKind
  creatorId?: string
  members: Awaited<ReturnType<typeof listMembersOf>>
  choices: Awaited<ReturnType<typeof listNoticeChoices>>
}

/** Members who may act on it, the one whom it is about, and who made the integration, if they may still see it. */
function readersOf({ event, kind, creatorId, members, choices }: Readership): Reader[] {
  const { permission } = NOTICE_KINDS[kind]
  const subjectId = (event.body.user as { id?: string } | undefined)?.id
  return members
    .filter(
      ({ user, membership }) =>
        isAllowed(membership, permission) ||
        user.id === subjectId ||
        (user.id === creatorId && isAllowed(membership, 'privateIntegrations.view')),
    )
    .map(({ user }) => {
      const { inApp, email } = preferencesWith(choices.get(user.id) ?? [])[kind]
      return { userId: user.id, isInApp: inApp, isMailed: email }
    })
}

interface Telling {
  event: NoticedEvent
  kind: NoticeKind
  account: Account
  reader: Reader
}

/** What a person did themselves is in their list, read already, and goes by no mail. */
function toNotice(deps: NoticeDeps, { event, kind, account, reader }: Telling): Notification {
  const actor = event.body.actor as { kind?: string; id?: string } | undefined
  const isOwnAct = actor?.kind === 'user' && actor.id === reader.userId
  const now = deps.clock.now()
  return {
    accountId: account.id,
    id: deps.ids.next('ntf'),
    userId: reader.userId,
    eventId: event.id,
    type: event.type,
    kind,
    integrationId: event.integrationId,
    ...noticeWords(event.type, event.body, sayIn(account.timezone)),
    isInApp: reader.isInApp,
    mailDueAt: reader.isMailed && deps.canMail && !isOwnAct ? now : undefined,
    createdAt: event.createdAt,
    readAt: isOwnAct ? now : undefined,
  }
}
