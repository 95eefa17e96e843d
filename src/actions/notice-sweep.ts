import { EVERY_TENANT } from '../lib/database.ts'
import { deleteMailsBefore } from '../store/mails.ts'
import { deleteNotificationsBefore } from '../store/notifications.ts'
import { deleteOccasionsBefore } from '../store/occasions.ts'
import { deleteRetiredUsesBefore } from '../store/retired-secret-uses.ts'
import type { Deps } from './deps.ts'

const DAY_MS = 86_400_000
const NOTICES_KEPT_MS = 180 * DAY_MS
const MAILS_KEPT_MS = NOTICES_KEPT_MS
/** Longer than any due date lies ahead or behind: a forgotten occasion would be told again. */
const OCCASIONS_KEPT_MS = 12 * 365 * DAY_MS

/** Removes notices, letters and uses of ended secrets of half a year ago, and what was said once and cannot come again. */
export async function sweepNotices({ database, clock }: Pick<Deps, 'database' | 'clock'>): Promise<void> {
  const before = (ms: number) => new Date(clock.now().getTime() - ms)
  await database.transact(EVERY_TENANT, async db => {
    await deleteNotificationsBefore(db, before(NOTICES_KEPT_MS))
    await deleteMailsBefore(db, before(MAILS_KEPT_MS))
    await deleteRetiredUsesBefore(db, before(NOTICES_KEPT_MS))
    await deleteOccasionsBefore(db, before(OCCASIONS_KEPT_MS))
  })
}
