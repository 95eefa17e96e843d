import { calendarOperations } from '../../src/crm/calendars/routes.ts'
import { contactOperations } from '../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount, type Reply } from './crm.ts'
import type { TestDatabase } from './database.ts'

/** Eight to five on Mondays to Fridays is what a calendar has by itself; these are all days, ten to twelve. */
export const MORNINGS = [
  {
    daysOfTheWeek: [0, 1, 2, 3, 4, 5, 6],
    hours: [{ openHour: 10, openMinute: 0, closeHour: 12, closeMinute: 0 }],
  },
]

/** An account whose calendars are tried out. Its clock stands at Thursday, 2026-01-01, 00:00 UTC, and so do its walls'. */
export interface CalendarAccount extends CrmAccount {
  setTimezone(timezone: string): Promise<void>
  makeContact(body?: object): Promise<string>
  makeCalendar(body?: object): Promise<string>
  /** Books and gives the whole reply. */
  book(calendarId: string, startTime: string, body?: object): Promise<Reply>
  /** The free slots from one date to another, both included, in UTC unless another zone is asked for. */
  freeSlots(calendarId: string, dates: [from: string, to?: string], query?: object): Promise<string[]>
}

/** Makes a location with the operations of calendars and contacts. */
export async function createCalendarAccount(test: TestDatabase): Promise<CalendarAccount> {
  const account = await createCrmAccount(test, [...contactOperations, ...calendarOperations])
  const { locationId } = account
  const made: CalendarAccount = {
    ...account,
    setTimezone: async timezone =>
      void (await account.rows('update accounts set timezone = $2 where id = $1', [account.accountId, timezone])),
    makeContact: async (body = { name: 'Ada Guest' }) =>
      (await expectOk(account.call('create-contact', { body: { locationId, ...body } }))).contact.id,
    makeCalendar: async (body = {}) =>
      (await expectOk(account.call('create-calendar', { body: { locationId, name: 'Calendar', ...body } }))).calendar
        .id,
    book: async (calendarId, startTime, body = {}) => {
      const wish = { locationId, calendarId, contactId, startTime, ...body }
      return await account.call('create-appointment', { body: wish })
    },
    freeSlots: async (calendarId, [from, to = from], query = {}) => {
      const startDate = Date.parse(`${from}T00:00:00Z`)
      const endDate = Date.parse(`${to}T23:59:59.999Z`)
      const asked = { startDate, endDate, ...query }
      const body = await expectOk(account.call('get-slots', { params: { calendarId }, query: asked }))
      return Object.values(body as Record<string, { slots: string[] }>).flatMap(({ slots }) => slots)
    },
  }
  const contactId = await made.makeContact()
  return made
}

// biome-ignore lint/suspicious/noExplicitAny: tests reach into replies of every shape
async function expectOk(call: Promise<Reply>): Promise<any> {
  const { status, body } = await call
  if (status >= 300) throw new Error(`refused with ${status}: ${JSON.stringify(body)}`)
  return body
}
