import type { NoticeChoice } from '../domain/notice.ts'
import type { Sql } from '../lib/database.ts'
import { noticeTables } from './notice-tables.ts'

/** What the people of an account chose, by person; or one person alone. */
export async function listNoticeChoices(
  db: Sql,
  accountId: string,
  userId?: string,
): Promise<Map<string, NoticeChoice[]>> {
  const all = noticeTables(db).selectFrom('notification_preferences').selectAll().where('account_id', '=', accountId)
  const rows = await (userId === undefined ? all : all.where('user_id', '=', userId)).execute()
  const choices = rows.map(row => ({ ...row, isWanted: row.is_wanted }))
  return Map.groupBy(choices, row => row.user_id)
}

/** Writes a person's choices over what they chose before. */
export async function upsertNoticeChoices(
  db: Sql,
  { accountId, userId, choices }: { accountId: string; userId: string; choices: readonly NoticeChoice[] },
): Promise<void> {
  if (choices.length === 0) return
  await noticeTables(db)
    .insertInto('notification_preferences')
    .values(
      choices.map(({ kind, channel, isWanted }) => ({
        account_id: accountId,
        user_id: userId,
        kind,
        channel,
        is_wanted: isWanted,
      })),
    )
    .onConflict(conflict =>
      conflict
        .columns(['account_id', 'user_id', 'kind', 'channel'])
        .doUpdateSet(eb => ({ is_wanted: eb.ref('excluded.is_wanted') })),
    )
    .execute()
}
