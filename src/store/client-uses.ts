import { sql } from 'kysely'
import type { ClientUse } from '../domain/cadence.ts'
import type { Sql } from '../lib/database.ts'

interface UseRow extends Omit<ClientUse, 'role'> {
  integrationId: string
  role: 'current' | 'retiring'
  isEnded: boolean
}

/** Beyond this a rhythm says nothing about today's clients. */
const REMEMBERED_MS = 180 * 86_400_000

/** Who used which secret of these integrations of an account, and how often, over the last half year. */
export async function listClientUses(
  db: Sql,
  { accountId, integrationIds, now }: { accountId: string; integrationIds: readonly string[]; now: Date },
): Promise<Map<string, ClientUse[]>> {
  if (integrationIds.length === 0) return new Map()
  const { rows } = await sql<UseRow>`
    select c.integration_id as "integrationId", t.role, t.ended_at is not null as "isEnded", c.network,
      c.user_agent as "userAgent", c.client_name as "clientName", c.first_seen_at as "firstSeenAt",
      c.last_seen_at as "lastSeenAt", c.visits, c.gap_longest_ms as "gapLongestMs"
    from clients c join tokens t on t.account_id = c.account_id and t.id = c.token_id
    where c.account_id = ${accountId} and c.integration_id = any(${[...integrationIds]}::text[])
      and c.last_seen_at > ${new Date(now.getTime() - REMEMBERED_MS)}
    order by c.last_seen_at desc limit 5000`.execute(db)
  const uses = rows.map(({ isEnded, ...row }) => ({ ...row, role: isEnded ? ('ended' as const) : row.role }))
  return Map.groupBy(uses, ({ integrationId }) => integrationId)
}
