import { defineCommand, type WhereOptions } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import type { AccountRow, Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'

export const addAccountCommand = defineCommand<WhereOptions & { name: string; timezone?: string }>({
  path: 'accounts add',
  group: 'Accounts',
  says: 'Add a location below the agency.',
  more: ['The agency’s admins become its admins. --account names the agency, where there are several.'],
  isRemote: true,
  options: [
    { flags: '--name <text>', says: 'what it is called', isRequired: true },
    { flags: '--timezone <zone>', says: 'its time zone, such as Europe/Berlin; UTC unless said' },
  ],
  examples: ['pit accounts add --name "Lakeside Dental, Lisbon" --timezone Europe/Lisbon'],
  run: (run, { name, timezone, ...options }) =>
    withOffice(run, options, async office => {
      const agency = await agencyFor(office, options.account ?? run.ports.environment.account)
      const wish = { name, ...(timezone === undefined ? {} : { timezone }) }
      const account = await office.people.addLocation(agency.id, wish)
      const lines = [`Added ${plain(account.name)} (${account.id}) below ${plain(agency.name)}.`]
      return { data: { account }, lines }
    }),
})

async function agencyFor(office: Office, wanted: string | undefined): Promise<AccountRow> {
  const agencies = (await office.listAccounts()).filter(({ kind }) => kind === 'agency')
  const fitting = agencies.filter(({ id, name }) => wanted === undefined || id === wanted || name === wanted)
  const [only, another] = fitting
  if (only !== undefined && another === undefined) return only
  throw new CommandFailure(
    only === undefined ? 'account_unknown' : 'account_ambiguous',
    only === undefined ? 'not_found' : 'invalid',
    {
      says:
        only === undefined
          ? 'There is no such agency that you may work in.'
          : 'There is more than one agency: say which with --account.',
      hint: 'See "pit accounts list".',
    },
  )
}
