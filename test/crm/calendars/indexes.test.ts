import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Owner, seriesIn, singlesIn } from '../../../src/crm/calendars/appointment-store.ts'
import { ofCalendar, ofGroup, ofUsers } from '../../../src/crm/calendars/owners.ts'
import { type CalendarAccount, createCalendarAccount } from '../../support/calendars.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CalendarAccount
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCalendarAccount(test)
  await account.rows(
    `insert into crm_appointments (account_id, id, contact_id, calendar_id, appointment_status, assigned_user_id, users,
       start_at, end_at, created_at, updated_at, rrule, series_end_at)
     select $1, 'many' || n, $2, 'calendar' || n % 50, 'confirmed', 'user' || n % 40,
            case when n % 100 = 1 then array['user1'] else '{}' end, at, at + interval '30 minutes', at, at,
            case when n % 1000 = 7 then 'FREQ=DAILY;COUNT=3' end, case when n % 1000 = 7 then at + interval '2 days' end
       from generate_series(1, 20000) n, lateral (select '2024-01-01'::timestamptz + n * interval '1 hour' as at) t`,
    [account.accountId, await account.makeContact()],
  )
  await account.rows('analyze crm_appointments')
})
afterAll(() => test.drop())

/** The plan as the server's own role gets it, behind row-level security. */
async function planOf(read: typeof singlesIn, owner: Owner | undefined): Promise<string> {
  const window = { accountId: account.accountId, from: new Date('2026-01-01'), to: new Date('2026-02-01') }
  const where = read(window, owner ?? sql`true`)
  const query = sql<Record<string, string>>`explain (costs off) select id from crm_appointments a where ${where}`
  const { rows } = await test.database.read(account.accountId, db => query.execute(db))
  return rows.flatMap(row => Object.values(row)).join('\n')
}

it.each([
  ['of a calendar', ofCalendar('calendar1'), ['crm_appointments_calendar']],
  ['of a group', ofGroup('x', 'group1'), ['crm_appointments_calendar']],
  ['of a person', ofUsers(['user1']), ['crm_appointments_assigned', 'crm_appointments_shared']],
])(
  'a month %s is read through an index that knows the time, also behind row-level security',
  async (_, owners, names) => {
    for (const [at, name] of names.entries()) {
      const singles = await planOf(singlesIn, owners[at])
      expect(singles).toMatch(new RegExp(`Index Scan using ${name} on crm_appointments a\\s+Index Cond: .*start_at`))
      expect(await planOf(seriesIn, owners[at])).toContain(
        'Index Scan using crm_appointments_series on crm_appointments a',
      )
      expect(singles).not.toContain('Seq Scan')
    }
  },
)
