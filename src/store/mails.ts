import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'
import { noticeTables } from './notice-tables.ts'

/** A letter to one person, complete: sending it needs nothing but this. */
export interface MailDraft {
  accountId: string
  id: string
  recipient: string
  subject: string
  text: string
  html: string
}

/** A letter that this worker may send until its lease ends. `tries` is the fence. */
export interface ClaimedMail extends MailDraft {
  tries: number
  createdAt: Date
}

/** What became of a try. */
export type MailOutcome =
  | { state: 'sent'; at: Date }
  | { state: 'later'; nextTryAt: Date; error: string }
  | { state: 'given_up'; at: Date; error: string }

export async function insertMail(db: Sql, mail: MailDraft, now: Date): Promise<void> {
  await noticeTables(db)
    .insertInto('mails')
    .values({
      account_id: mail.accountId,
      id: mail.id,
      recipient: mail.recipient,
      subject: mail.subject,
      text_body: mail.text,
      html_body: mail.html,
      next_try_at: now,
      created_at: now,
    })
    .execute()
}

interface MailRow {
  account_id: string
  id: string
  recipient: string
  subject: string
  text_body: string
  html_body: string
  tries: number
  created_at: Date
}

/** Claims letters that are due, for the length of the lease. The connection must see every account. */
export async function claimMails(
  db: Sql,
  { now, leaseMs, limit }: { now: Date; leaseMs: number; limit: number },
): Promise<ClaimedMail[]> {
  const leaseUntil = new Date(now.getTime() + leaseMs)
  const { rows } = await sql<MailRow>`
    update mails set lease_until = ${leaseUntil}, tries = tries + 1
    where (account_id, id) in (
      select account_id, id from mails
      where sent_at is null and given_up_at is null and next_try_at <= ${now}
        and (lease_until is null or lease_until <= ${now})
      order by next_try_at limit ${limit} for update skip locked)
    returning account_id, id, recipient, subject, text_body, html_body, tries, created_at`.execute(db)
  return rows.map(row => ({
    accountId: row.account_id,
    id: row.id,
    recipient: row.recipient,
    subject: row.subject,
    text: row.text_body,
    html: row.html_body,
    tries: row.tries,
    createdAt: row.created_at,
  }))
}

/** Writes down what became of a try, unless another worker has claimed the letter since. */
export async function updateMail(db: Sql, mail: ClaimedMail, outcome: MailOutcome): Promise<void> {
  const { accountId, id, tries } = mail
  await noticeTables(db)
    .updateTable('mails')
    .set({
      lease_until: null,
      ...(outcome.state === 'sent' ? { sent_at: outcome.at, last_error: null } : { last_error: outcome.error }),
      ...(outcome.state === 'later' ? { next_try_at: outcome.nextTryAt } : {}),
      ...(outcome.state === 'given_up' ? { given_up_at: outcome.at } : {}),
    })
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .where('tries', '=', tries)
    .where('sent_at', 'is', null)
    .execute()
}

/** Removes letters made before a moment, whatever became of them. */
export async function deleteMailsBefore(db: Sql, before: Date): Promise<void> {
  await noticeTables(db).deleteFrom('mails').where('created_at', '<', before).execute()
}
