import type { Account } from '../domain/account.ts'
import { NOTICE_KINDS, type NoticeKind, noticeKindOf, preferencesWith } from '../domain/notice.ts'
import { noticeWords } from '../domain/notice-words.ts'
import { isAllowed } from '../domain/permission.ts'
import { sayIn } from '../domain/say.ts'
import { EVERY_TENANT, isDatabaseUnavailable, type Sql } from '../lib/database.ts'
import { findAccount } from '../store/accounts.ts'
import { listMembersOf } from '../store/memberships.ts'
import {
  claimQueuedNotice,
  findNoticedIntegration,
  listNoticeQueue,
  type NoticedEvent,
  type QueuedNotice,
} from '../store/notice-queue.ts'
import { listNoticeChoices } from '../store/notification-preferences.ts'
import { insertNotifications, type Notification } from '../store/notifications.ts'
import type { Deps } from './deps.ts'

const BATCH = 100

/** What telling people asks of the world. Without mail nothing is queued for it. */
export type NoticeDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'log'> & { canMail: boolean }

/**
 * Tells people of what happened: one notice per event and person, whichever worker is first. An event that cannot be
 * told now holds up no other. Returns how many events were told.
 */
export async function tellPeople(deps: NoticeDeps): Promise<number> {
  const queue = await deps.database.read(EVERY_TENANT, db => listNoticeQueue(db, BATCH))
  let told = 0
  for (const queued of queue) {
    try {
      await deps.database.transact(queued.accountId, db => tell(deps, db, queued))
      told++
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error
      deps.log.warn({ err: error, ...queued }, 'notice.not_told')
    }
  }
  return told
}

async function tell(deps: NoticeDeps, db: Sql, queued: QueuedNotice): Promise<void> {
  const claimed = await claimQueuedNotice(db, queued)
  const kind = claimed === undefined ? undefined : noticeKindOf(claimed.type)
  const account = await findAccount(db, queued.accountId)
  if (claimed === undefined || kind === undefined || account === undefined) return
  const integration = await findNoticedIntegration(db, claimed)
  // Not every event names its integration; the name it had then counts where it does.
  const event = { ...claimed, body: { ...(integration && { integration }), ...claimed.body } }
  const readers = await listReaders(db, { event, kind, creatorId: integration?.creatorId })
  const notices = readers.map(reader => toNotice(deps, { event, kind, account, reader }))
  await insertNotifications(
    db,
    notices.filter(({ isInApp, mailDueAt }) => isInApp || mailDueAt !== undefined),
  )
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
}

/** Members who may act on it, the one whom it is about, and who made the integration, if they may still see it. */
async function listReaders(db: Sql, { event, kind, creatorId }: Readership): Promise<Reader[]> {
  const { permission } = NOTICE_KINDS[kind]
  const [members, choices] = [await listMembersOf(db, event.accountId), await listNoticeChoices(db, event.accountId)]
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
