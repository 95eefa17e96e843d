import { defineCommand, type WhereOptions } from '../command.ts'
import { chooseAccount } from '../locate.ts'
import { sayAgo } from '../moments.ts'
import { withOffice } from '../open-office.ts'

export const calendarShowCommand = defineCommand<WhereOptions>({
  path: 'calendar show',
  group: 'Accounts',
  says: 'Show whether you have a calendar feed of due dates, without its secret address.',
  isRemote: true,
  examples: ['pit calendar show'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const feed = await office.getCalendarFeed(account.id)
      const now = office.clock.now()
      const lines =
        feed === null
          ? ['No calendar feed. Make one with "pit calendar create".']
          : [
              `The feed …${feed.last4} was made ${sayAgo(feed.createdAt, now)} and read ${sayAgo(feed.lastReadAt, now)}.`,
            ]
      return { data: { feed }, lines }
    }),
})

export const calendarCreateCommand = defineCommand<WhereOptions>({
  path: 'calendar create',
  group: 'Accounts',
  says: 'Make the secret address of your calendar feed; the address before it is dead.',
  more: ['It is shown this once. Whoever has the address can read names and dates of the account’s integrations.'],
  isRemote: true,
  examples: ['pit calendar create --url https://integrations.example.com'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const made = await office.createCalendarFeed(account.id)
      const lines = [
        'Subscribe to this address in your calendar program; it cannot be shown again:',
        '',
        made.secret ?? '',
      ]
      return { data: made, lines }
    }),
})

export const calendarCloseCommand = defineCommand<WhereOptions>({
  path: 'calendar close',
  group: 'Accounts',
  says: 'Close your calendar feed: its address is dead.',
  isRemote: true,
  examples: ['pit calendar close'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      await office.deleteCalendarFeed(account.id)
      return { data: { feed: null }, lines: ['The calendar feed is closed.'] }
    }),
})
