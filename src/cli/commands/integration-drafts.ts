import type { Integration } from '../../contract/integrations.ts'
import { defineCommand, type OptionSpec, type Run, type WhereOptions } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import { readAddresses, readList, readScopes, readWhole, requireKnownScopes } from '../input.ts'
import { nameOf } from '../integration-text.ts'
import { chooseAccount, locate } from '../locate.ts'
import { readMoment } from '../moments.ts'
import type { IntegrationEdit, Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'
import { withSecretSink } from '../secret-output.ts'
import { INTEGRATION } from './integrations.ts'

/** The option that keeps a new secret out of the terminal. */
export const SECRET_FILE: OptionSpec = {
  flags: '--secret-file <path>',
  says: 'write the new token into this new file (mode 0600) instead of showing it',
}

const DRAFT_OPTIONS: OptionSpec[] = [
  { flags: '--description <text>', says: 'what it is for' },
  { flags: '--expires-at <moment>', says: 'when it ends by itself: 2026-12-31, +90d, or never' },
  { flags: '--allowed-ips <list>', says: 'addresses and networks it may call from, or any', parse: readAddresses },
]

interface DraftOptions extends WhereOptions {
  description?: string
  expiresAt?: string
  allowedIps?: string[]
}

type CreateOptions = DraftOptions & { name: string; scopes: string[]; secretFile?: string }

export const createCommand = defineCommand<CreateOptions>({
  path: 'integrations create',
  group: 'Integrations',
  says: 'Create an integration with these scopes, and show its token once.',
  more: ['"pit scopes" lists what can be granted. The token can never be shown again.'],
  options: [
    { flags: '--name <text>', says: 'what people will call it', isRequired: true },
    {
      flags: '--scopes <list>',
      says: 'what it may do: scopes separated by commas, or none',
      isRequired: true,
      parse: readScopes,
    },
    ...DRAFT_OPTIONS,
    SECRET_FILE,
  ],
  isRemote: true,
  examples: [
    'pit integrations create --name "Order sync" --scopes contacts.readonly',
    'pit integrations create --name Nightly \\\n      --scopes contacts.readonly,contacts.write --secret-file ./nightly.token',
  ],
  run: (run, options) => withOffice(run, options, office => create(run, office, options)),
})

async function create(run: Run, office: Office, options: CreateOptions) {
  const { name, description, scopes, allowedIps } = options
  const account = await chooseAccount(run, office, options)
  await checkScopes(office, account.id, scopes)
  const expiresAt = readExpiry(options.expiresAt, office.clock.now()) ?? undefined
  return withSecretSink(run, options.secretFile, async sink => {
    const draft = { name, description, scopes, allowedIps, expiresAt }
    const made = await office.createIntegration(account.id, definedOnly(draft) as typeof draft)
    const { token, lines } = await sink.show(made)
    const first = `Created ${nameOf(made.integration)} in ${plain(account.name)}.`
    return { data: { integration: made.integration, token }, lines: [first, '', ...lines] }
  })
}

interface EditOptions extends DraftOptions {
  name?: string
  scopes?: string[]
  addScopes?: string[]
  removeScopes?: string[]
  ifVersion?: number
}

export const editCommand = defineCommand<EditOptions>({
  path: 'integrations edit',
  group: 'Integrations',
  says: 'Change name, description, scopes, expiry or addresses; the token stays the same.',
  more: ['A scope that is taken away is refused on the very next request.'],
  args: [INTEGRATION],
  options: [
    { flags: '--name <text>', says: 'what people will call it' },
    { flags: '--scopes <list>', says: 'exactly these scopes from now on, or none', parse: readScopes },
    { flags: '--add-scopes <list>', says: 'these as well', parse: readList, conflicts: 'scopes' },
    { flags: '--remove-scopes <list>', says: 'no longer these', parse: readList, conflicts: 'scopes' },
    ...DRAFT_OPTIONS,
    {
      flags: '--if-version <number>',
      says: 'only if nobody saved since this version',
      parse: readWhole('--if-version'),
    },
  ],
  isRemote: true,
  examples: [
    'pit integrations edit "Order sync" --add-scopes contacts.write',
    'pit integrations edit int_0Fh3Tz9QwErTy1Ui2Op3 --expires-at +90d',
  ],
  run: (run, options, [wanted = '']) => withOffice(run, options, office => edit(run, office, { wanted, options })),
})

async function edit(run: Run, office: Office, { wanted, options }: { wanted: string; options: EditOptions }) {
  const { ref, integration: before } = await locate(run, office, { wanted, options })
  const scopes = scopesAfter(before.scopes, options)
  if (scopes !== undefined) await checkScopes(office, ref.accountId, [...scopes, ...(options.removeScopes ?? [])])
  const { name, description, allowedIps } = options
  const expiresAt = readExpiry(options.expiresAt, office.clock.now())
  const change = definedOnly<IntegrationEdit>({ name, description, scopes, allowedIps, expiresAt })
  if (Object.keys(change).length === 0) {
    throw new CommandFailure('usage_invalid', 'invalid', {
      says: 'Say what to change: --name, --description, --scopes, --add-scopes, --remove-scopes, --expires-at or --allowed-ips.',
    })
  }
  const integration = await office.editIntegration(ref, change, options.ifVersion)
  const lines = [
    `${whatChanged(before, integration)} ${nameOf(integration)}. The token stays the same.`,
    ...scopeLines(before, integration),
  ]
  return { data: { integration }, lines }
}

function whatChanged(before: Integration, after: Integration): string {
  return before.version === after.version ? 'Nothing to change in' : 'Changed'
}

function scopeLines(before: Integration, after: Integration): string[] {
  const added = after.scopes.filter(scope => !before.scopes.includes(scope))
  const removed = before.scopes.filter(scope => !after.scopes.includes(scope))
  return [
    ...(added.length === 0 ? [] : [`It may now also use ${added.join(', ')}.`]),
    ...(removed.length === 0 ? [] : [`It is refused ${removed.join(', ')} from now on.`]),
  ]
}

/** Undefined when no option speaks of scopes. */
function scopesAfter(
  before: readonly string[],
  { scopes, addScopes, removeScopes }: EditOptions,
): string[] | undefined {
  if (scopes !== undefined) return scopes
  if (addScopes === undefined && removeScopes === undefined) return undefined
  return [...new Set([...before, ...(addScopes ?? [])])].filter(scope => !removeScopes?.includes(scope))
}

async function checkScopes(office: Office, accountId: string, scopes: readonly string[]): Promise<void> {
  const known = await office.listScopes(accountId)
  requireKnownScopes(
    scopes,
    known.map(({ scope }) => scope),
  )
}

/** Undefined = not said, null = never. */
function readExpiry(text: string | undefined, now: Date): string | null | undefined {
  if (text === undefined) return undefined
  return text === 'never' ? null : readMoment('--expires-at', text, now).toISOString()
}

function definedOnly<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>
}
