import { letterOf } from '../domain/letter.ts'
import { isStaleMail, nextMailTry } from '../domain/mail-retry.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { MailError } from '../lib/mail-error.ts'
import type { Mailer } from '../lib/mailer.ts'
import { findAccount } from '../store/accounts.ts'
import { type ClaimedMail, claimMails, insertMail, type MailOutcome, updateMail } from '../store/mails.ts'
import { findMembership } from '../store/memberships.ts'
import { type LetterDue, listLettersDue, lockNoticesDue, updateNoticesMailed } from '../store/notice-mail.ts'
import { findUser } from '../store/users.ts'
import type { Deps } from './deps.ts'

type WriteDeps = Pick<Deps, 'database' | 'clock' | 'ids'>
export type SendDeps = Pick<Deps, 'database' | 'clock' | 'log'> & { mailer: Mailer }

const LETTERS_AT_ONCE = 200
const CLAIMED_AT_ONCE = 20
/** Longer than the mailer takes to give up, so that no letter is sent by two workers. */
const LEASE_MS = 120_000

/** Puts what people are to hear by mail into letters: one per person and account, whatever has gathered. */
export async function writeLetters(deps: WriteDeps): Promise<number> {
  const now = deps.clock.now()
  const due = await deps.database.read(EVERY_TENANT, db => listLettersDue(db, now, LETTERS_AT_ONCE))
  for (const letter of due) await writeLetter(deps, letter, now)
  return due.length
}

async function writeLetter(deps: WriteDeps, due: LetterDue, now: Date): Promise<void> {
  const { accountId, userId } = due
  await deps.database.transact(accountId, async db => {
    const notices = await lockNoticesDue(db, due, now)
    if (notices.length === 0) return
    const ids = notices.map(({ id }) => id)
    const [account, user] = [await findAccount(db, accountId), await findUser(db, userId)]
    const isMember = (await findMembership(db, accountId, userId)) !== undefined
    // Who has left the account meanwhile hears no more of it.
    if (account === undefined || user === undefined || !isMember) return updateNoticesMailed(db, { accountId, ids })
    const letter = letterOf({ personName: user.name, accountName: account.name, notices })
    const mailId = deps.ids.next('mal')
    await insertMail(db, { accountId, id: mailId, recipient: user.email, ...letter }, now)
    await updateNoticesMailed(db, { accountId, ids, mailId })
  })
}

/** Sends letters that are due. What is not taken is tried again for a day, then given up. Returns how many were tried. */
export async function sendMails(deps: SendDeps): Promise<number> {
  const now = deps.clock.now()
  const claimed = await deps.database.transact(EVERY_TENANT, db =>
    claimMails(db, { now, leaseMs: LEASE_MS, limit: CLAIMED_AT_ONCE }),
  )
  await Promise.all(claimed.map(mail => sendMail(deps, mail)))
  return claimed.length
}

async function sendMail(deps: SendDeps, mail: ClaimedMail): Promise<void> {
  const outcome = await tryToSend(deps, mail)
  await deps.database.transact(mail.accountId, db => updateMail(db, mail, outcome))
  const facts = { accountId: mail.accountId, mailId: mail.id, tries: mail.tries }
  if (outcome.state === 'sent') deps.log.info(facts, 'mail.sent')
  if (outcome.state === 'later') deps.log.warn({ ...facts, ...outcome }, 'mail.not_taken')
  if (outcome.state === 'given_up') deps.log.error({ ...facts, ...outcome }, 'mail.given_up')
}

async function tryToSend({ mailer, clock }: SendDeps, mail: ClaimedMail): Promise<MailOutcome> {
  if (isStaleMail(mail, clock.now())) return { state: 'given_up', at: clock.now(), error: 'too late' }
  try {
    await mailer.send(mail)
    return { state: 'sent', at: clock.now() }
  } catch (error) {
    if (!(error instanceof MailError)) throw error
    const now = clock.now()
    const nextTryAt = error.isFinal ? undefined : nextMailTry(mail, now)
    return nextTryAt === undefined
      ? { state: 'given_up', at: now, error: error.reason }
      : { state: 'later', nextTryAt, error: error.reason }
  }
}
