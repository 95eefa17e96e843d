import { randomUUID } from 'node:crypto'
import type { Sql } from '../../lib/database.ts'
import { insertLostReason } from './lost-reasons.ts'
import { insertPipeline } from './pipeline-store.ts'

const STAGES = ['New lead', 'Contacted', 'Proposal sent', 'Closed']
const LOST_REASONS = ['Too expensive', 'Chose someone else', 'No answer', 'Bad timing']

/**
 * Gives a new location one pipeline and the usual reasons to lose a deal. API v2.0 has no operation that makes either, and
 * without a pipeline no opportunity can be made.
 */
export async function insertFirstBoard({
  db,
  accountId,
  now,
  nextWireId,
}: {
  db: Sql
  accountId: string
  now: Date
  nextWireId(): string
}): Promise<void> {
  const stages = STAGES.map(name => ({ id: randomUUID(), name }))
  await insertPipeline(db, accountId, { id: nextWireId(), name: 'Sales', position: 0, createdAt: now, stages })
  for (const name of LOST_REASONS) await insertLostReason(db, accountId, { id: nextWireId(), name, createdAt: now })
}
