import type { Integration } from '../contract/integrations.ts'
import { Problem } from '../domain/problem.ts'
import type { Run, WhereOptions } from './command.ts'
import { CommandFailure } from './failure.ts'
import { type AccountRow, type Office, type Ref, SELF } from './office.ts'

/** Beyond this many accounts an integration is not looked for in each of them. */
const ACCOUNTS_SEARCHED_MAX = 50

/** An integration, and where it is. */
export interface Located {
  ref: Ref
  integration: Integration
}

/** The account that is meant: the one named, or the only location there is. */
export async function chooseAccount(run: Run, office: Office, options: WhereOptions): Promise<AccountRow> {
  const accounts = await office.listAccounts()
  const wanted = options.account ?? run.ports.environment.account
  if (wanted !== undefined) return named(accounts, wanted)
  const locations = accounts.filter(account => account.kind === 'location')
  const [only, another] = locations.length > 0 ? locations : accounts
  if (only === undefined) throw noAccount(office)
  if (another === undefined) return only
  throw new CommandFailure('account_ambiguous', 'invalid', {
    says: 'There is more than one account: say which with --account (or PIT_ACCOUNT).',
    hint: accounts.slice(0, 10).map(describe).join('\n'),
  })
}

/** The integration with this id, or with this very name; looked for in every account when none is named. */
export async function locate(
  run: Run,
  office: Office,
  wish: { wanted: string; options: WhereOptions },
): Promise<Located> {
  const { wanted, options } = wish
  if (wanted === SELF) {
    const ref = { accountId: SELF, integrationId: SELF }
    return { ref, integration: await office.getIntegration(ref) }
  }
  const candidates = await accountsToSearch(run, office, options)
  const found = wanted.startsWith('int_')
    ? await findById(office, candidates, wanted)
    : await findByName(office, candidates, wanted)
  const [only, another] = found
  if (only === undefined)
    throw new Problem('integration_not_found', { detail: `No integration is called "${wanted}".` })
  if (another === undefined) return only
  throw new CommandFailure('integration_ambiguous', 'invalid', {
    says: `More than one integration is called "${wanted}": say which by its id.`,
    hint: found.map(({ integration }) => `  ${integration.id}  ${integration.name}`).join('\n'),
  })
}

async function accountsToSearch(run: Run, office: Office, options: WhereOptions): Promise<AccountRow[]> {
  if (options.account !== undefined || run.ports.environment.account !== undefined) {
    return [await chooseAccount(run, office, options)]
  }
  const accounts = await office.listAccounts()
  return accounts.length > ACCOUNTS_SEARCHED_MAX ? [await chooseAccount(run, office, options)] : accounts
}

async function findById(office: Office, accounts: readonly AccountRow[], integrationId: string): Promise<Located[]> {
  const found = await Promise.all(
    accounts.map(async ({ id: accountId }) => {
      const ref = { accountId, integrationId }
      const integration = await unlessAbsent(office.getIntegration(ref))
      return integration === undefined ? [] : [{ ref, integration }]
    }),
  )
  return found.flat()
}

async function findByName(office: Office, accounts: readonly AccountRow[], name: string): Promise<Located[]> {
  const found = await Promise.all(
    accounts.map(async ({ id: accountId }) => {
      const page = await unlessAbsent(office.listIntegrations(accountId, { q: name }))
      const same = (page?.items ?? []).filter(integration => integration.name === name)
      return same.map(integration => ({ ref: { accountId, integrationId: integration.id }, integration }))
    }),
  )
  return found.flat()
}

/** Where it is not, and where one may not look, is no failure while others are left to look in. */
async function unlessAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Problem && (error.kind === 'not_found' || error.code === 'permission_missing'))
      return undefined
    throw error
  }
}

function named(accounts: readonly AccountRow[], wanted: string): AccountRow {
  const byId = accounts.find(account => account.id === wanted || account.locationId === wanted)
  if (byId !== undefined) return byId
  const called = accounts.filter(account => account.name === wanted)
  const locations = called.filter(account => account.kind === 'location')
  const [only, another] = locations.length > 0 ? locations : called
  if (only !== undefined && another === undefined) return only
  const isAmbiguous = another !== undefined
  throw new CommandFailure(
    isAmbiguous ? 'account_ambiguous' : 'account_unknown',
    isAmbiguous ? 'invalid' : 'not_found',
    {
      says: isAmbiguous
        ? `More than one account is called "${wanted}": name it by its id.`
        : `There is no account "${wanted}".`,
      hint: accounts.slice(0, 10).map(describe).join('\n'),
    },
  )
}

function noAccount(office: Office): CommandFailure {
  return new CommandFailure('account_unknown', 'not_found', {
    says: `There is no account ${office.place}.`,
    hint: 'Start the server and make the first admin: "pit serve" prints the link.',
  })
}

const describe = ({ id, kind, name }: AccountRow) => `  ${id}  ${kind.padEnd(8)}  ${name}`
