import type { Integration } from '../../api/integrations.ts'
import { nowMs } from '../../ui/clock.ts'
import { csvText, downloadText } from '../../ui/download.ts'
import { healthOf, showHealth } from './health.ts'

const HEADER = [
  'id',
  'name',
  'description',
  'status',
  'permissions',
  'token',
  'token_created_at',
  'rotation_due_at',
  'last_used_at',
  'created_at',
  'created_by',
]

/** Saves the integrations as CSV. No secret is in it: nobody has them but their holders. */
export function exportList(integrations: readonly Integration[]): void {
  const now = nowMs()
  const rows = integrations.map(one => [
    one.id,
    one.name,
    one.description,
    showHealth(healthOf(one, now)).label,
    one.scopes.join(' '),
    `pit_…${one.rotation.current.last4}`,
    one.rotation.current.createdAt,
    one.rotationDueAt,
    one.lastUsedAt ?? '',
    one.createdAt,
    one.createdBy.name,
  ])
  const day = new Date(now).toISOString().slice(0, 10)
  downloadText(`private-integrations-${day}.csv`, 'text/csv;charset=utf-8', csvText([HEADER, ...rows]))
}
