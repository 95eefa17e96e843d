import type { Sql } from '../lib/database.ts'
import { noticeTables } from './notice-tables.ts'

/** A person whom a letter is due to, in one of their accounts. */
export interface LetterDue {
  accountId: string
  userId: string
}

/** A notice as it stands in a letter. */
export interface NoticeInLetter {
  id: string
  kind: string
  title: string
  sentence: string
}

/** Who is to get a letter now. The connection must see every account. */
export async function listLettersDue(db: Sql, now: Date, limit: number): Promise<LetterDue[]> {
  const rows = await noticeTables(db)
    .selectFrom('notifications')
    .select(['account_id', 'user_id'])
    .where('mail_due_at', '<=', now)
    .groupBy(['account_id', 'user_id'])
    .limit(limit)
    .execute()
  return rows.map(row => ({ accountId: row.account_id, userId: row.user_id }))
}

/** Locks what a person's letter is to hold, oldest first; what another worker has in hand is left to it. */
export async function lockNoticesDue(db: Sql, { accountId, userId }: LetterDue, now: Date): Promise<NoticeInLetter[]> {
  return noticeTables(db)
    .selectFrom('notifications')
    .select(['id', 'kind', 'title', 'sentence'])
    .where('account_id', '=', accountId)
    .where('user_id', '=', userId)
    .where('mail_due_at', '<=', now)
    .orderBy('created_at')
    .orderBy('id')
    .limit(100)
    .forUpdate()
    .skipLocked()
    .execute()
}

/** Says which letter carries these notices; without a letter none is due any more. */
export async function updateNoticesMailed(
  db: Sql,
  { accountId, ids, mailId }: { accountId: string; ids: readonly string[]; mailId?: string },
): Promise<void> {
  await noticeTables(db)
    .updateTable('notifications')
    .set({ mail_due_at: null, mail_id: mailId ?? null })
    .where('account_id', '=', accountId)
    .where('id', 'in', [...ids])
    .execute()
}
