import { Problem } from '../../domain/problem.ts'
import { defineCommand, type Run, type WhereOptions } from '../command.ts'
import { requireConsent } from '../consent.ts'
import { chooseAccount } from '../locate.ts'
import { sayAgo } from '../moments.ts'
import type { ApiKeyMigration, ApiKeyRow, Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'
import { withSecretSink } from '../secret-output.ts'
import { renderTable } from '../table.ts'
import { SECRET_FILE } from './integration-drafts.ts'

const API_KEY = { name: 'id', says: 'the key’s id (key_…) or its exact name' }

export const apiKeysListCommand = defineCommand<WhereOptions>({
  path: 'api-keys list',
  group: 'Accounts',
  says: 'List the account’s legacy API keys, newest first.',
  isRemote: true,
  examples: ['pit api-keys list'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const { items, isOn } = await office.listApiKeys(account.id)
      const off = isOn ? [] : ['API keys are switched off for this account: calls with them are answered 410.']
      return { data: { items, isOn }, lines: [...table(items, run, office.clock.now()), ...off] }
    }),
})

function table(items: readonly ApiKeyRow[], { screen }: Run, now: Date): string[] {
  if (items.length === 0) return ['No API keys.']
  const rows = items.map(({ id, name, last4, createdAt, lastUsedAt }) => [
    id,
    name,
    `…${last4}`,
    sayAgo(createdAt, now),
    sayAgo(lastUsedAt, now),
  ])
  const name = { title: 'name', yields: true, style: screen.bold }
  return renderTable([{ title: 'id' }, name, { title: 'key' }, { title: 'made' }, { title: 'used' }], rows, screen)
}

export const apiKeysCreateCommand = defineCommand<WhereOptions & { name: string; secretFile?: string }>({
  path: 'api-keys create',
  group: 'Accounts',
  says: 'Make a legacy API key, where an app knows nothing newer; it opens all contacts of the account.',
  more: [
    'An account has them switched off until an admin switches them on in Labs. A private integration opens less, and can be rotated.',
  ],
  options: [{ flags: '--name <text>', says: 'what people will call it', isRequired: true }, SECRET_FILE],
  isRemote: true,
  examples: ['pit api-keys create --name "Old form" --secret-file ./old-form.key'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      return withSecretSink(run, options.secretFile, async sink => {
        const { apiKey, secret } = await office.createApiKey(account.id, options.name)
        const { token, lines } = await sink.show({ token: { secret } }, 'key')
        const first = `Made the API key ${nameOf(apiKey)} in ${plain(account.name)}.`
        return { data: { apiKey, ...token }, lines: [first, '', ...lines] }
      })
    }),
})

export const apiKeysRevokeCommand = defineCommand<WhereOptions & { yes?: boolean }>({
  path: 'api-keys revoke',
  group: 'Accounts',
  says: 'Revoke a legacy API key: calls with it are refused from then on.',
  more: ['Says when it was last used. Without a terminal to ask, --yes is needed.'],
  args: [API_KEY],
  options: [{ flags: '--yes', says: 'do not ask' }],
  isRemote: true,
  examples: ['pit api-keys revoke "Old form"'],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { accountId, apiKey } = await find(run, office, { wanted, options })
      const used =
        apiKey.lastUsedAt === null ? 'was never used' : `was last used ${sayAgo(apiKey.lastUsedAt, office.clock.now())}`
      const question = `Revoke the API key ${nameOf(apiKey)} now?`
      await requireConsent(run, { question, impact: [`It ${used}.`], isGiven: options.yes })
      await office.revokeApiKey(accountId, apiKey.id)
      const data = { revoked: { id: apiKey.id, name: apiKey.name } }
      return { data, lines: [`Revoked the API key ${nameOf(apiKey)}. It is refused from now on.`] }
    }),
})

export const apiKeysMigrateCommand = defineCommand<WhereOptions>({
  path: 'api-keys migrate',
  group: 'Accounts',
  says: 'Draft the private integrations that would take a legacy key’s place.',
  more: [
    'Changes nothing. Each draft has just the scopes that the calls so far have needed; a key that was never used gets all that it may do.',
  ],
  args: [API_KEY],
  isRemote: true,
  examples: ['pit api-keys migrate "Old form"'],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { accountId, apiKey } = await find(run, office, { wanted, options })
      const migration = await office.migrateApiKey(accountId, apiKey.id)
      return { data: migration, lines: migrationLines(migration) }
    }),
})

function migrationLines({ apiKey, draft, perClient }: ApiKeyMigration): string[] {
  const command = ({ name, scopes }: { name: string; scopes: string[] }) =>
    `  pit integrations create --name ${quoted(plain(name))} --scopes ${scopes.join(',')}`
  const whole = [`For everything that uses ${nameOf(apiKey)}:`, command(draft)]
  const each = perClient.flatMap(({ client, draft: its }) => [
    '',
    `For ${plain([client.clientName, client.userAgent].filter(Boolean).join(' · ') || 'an unnamed caller')} from ${plain(client.network)}, ${client.reads} reads and ${client.writes} writes:`,
    command(its),
  ])
  return [...whole, ...each, '', `Then give each app its token, and: pit api-keys revoke ${apiKey.id}`]
}

/** For a shell, whatever the name holds. */
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

async function find(run: Run, office: Office, { wanted, options }: { wanted: string; options: WhereOptions }) {
  const { id: accountId } = await chooseAccount(run, office, options)
  const { items } = await office.listApiKeys(accountId)
  const [only, another] = items.filter(({ id, name }) => id === wanted || name === wanted)
  if (only === undefined) throw new Problem('api_key_not_found', { detail: `No API key is called "${wanted}".` })
  if (another === undefined) return { accountId, apiKey: only }
  throw new Problem('api_key_not_found', {
    detail: `More than one API key is called "${wanted}": say which by its id.`,
  })
}

const nameOf = ({ name, last4 }: ApiKeyRow) => `"${plain(name)}" (…${last4})`
