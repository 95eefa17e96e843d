import { defineCommand, type WhereOptions } from '../command.ts'
import { chooseAccount } from '../locate.ts'
import { withOffice } from '../open-office.ts'
import { renderTable, wrap } from '../table.ts'

export const accountsCommand = defineCommand<WhereOptions>({
  path: 'accounts list',
  group: 'Accounts',
  says: 'List the accounts that you may work in.',
  isRemote: true,
  examples: ['pit accounts list'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const items = await office.listAccounts()
      const rows = items.map(({ id, name, kind, locationId }) => [id, name, kind, locationId ?? ''])
      const columns = [
        { title: 'id' },
        { title: 'name', yields: true, style: run.screen.bold },
        { title: 'kind' },
        { title: 'location id' },
      ]
      const empty = ['No accounts yet. The server prints a link that makes the first admin when it starts.']
      return { data: { items }, lines: items.length === 0 ? empty : renderTable(columns, rows, run.screen) }
    }),
})

export const scopesCommand = defineCommand<WhereOptions>({
  path: 'scopes',
  group: 'Accounts',
  says: 'List the scopes that integrations of the account can be granted.',
  isRemote: true,
  examples: ['pit scopes', 'pit scopes --json'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const items = await office.listScopes(account.id)
      const groups = Map.groupBy(items, ({ group }) => group)
      const lines = [...groups].flatMap(([group, scopes], index) => [
        ...(index === 0 ? [] : ['']),
        run.screen.bold(group),
        ...scopes.flatMap(({ scope, sentence, sensitive }) => [
          `  ${scope}${sensitive ? run.screen.warn('  (sensitive)') : ''}`,
          ...wrap(sentence, run.screen.columns, '      '),
        ]),
      ])
      return { data: { items }, lines }
    }),
})
