import type { RetiredSecretUse } from '../../contract/retired-secrets.ts'
import type { SafeToExpire } from '../../contract/safe-to-expire.ts'
import { invalid } from '../../domain/problem.ts'
import { defineCommand, type Run, type WhereOptions } from '../command.ts'
import { readWhole } from '../input.ts'
import { nameOf } from '../integration-text.ts'
import { locate } from '../locate.ts'
import { sayAgo } from '../moments.ts'
import type { ScopeDryRun } from '../notice-office.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'
import { renderTable, wrap } from '../table.ts'
import { INTEGRATION } from './integrations.ts'

const DAYS_DEFAULT = 30

export const safeToExpireCommand = defineCommand<WhereOptions>({
  path: 'safe-to-expire',
  group: 'Rotation',
  says: 'Say whether the old token can be ended without anybody noticing.',
  more: [
    'Each client is judged by its own rhythm: a weekly job is not taken for gone after two days. Exit code 9 while somebody still needs the old token.',
  ],
  args: [INTEGRATION],
  isRemote: true,
  examples: ['pit safe-to-expire "Order sync"', 'pit safe-to-expire "Order sync" && pit expire-now "Order sync" --yes'],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref } = await locate(run, office, { wanted, options })
      const data = await office.getSafeToExpire(ref)
      const lines = [...wrap(plain(data.sentence), run.screen.columns), ...clientLines(data, run, office.clock.now())]
      return { data, lines, ...(data.safe ? {} : { verdict: 'check_failed' as const }) }
    }),
})

function clientLines({ clients }: SafeToExpire, { screen }: Run, now: Date): string[] {
  if (clients.length === 0) return []
  const rows = clients.map(({ userAgent, clientName, network, lastSeenAt, cadence, status }) => [
    ...[[clientName, userAgent].filter(Boolean).join(' · ') || 'unnamed', network],
    ...[sayAgo(lastSeenAt, now), cadence.sentence, status],
  ])
  const columns = [
    { title: 'client', yields: true },
    { title: 'network' },
    { title: 'used old' },
    { title: 'comes' },
    { title: 'now' },
  ]
  return ['', ...renderTable(columns, rows, screen)]
}

export const retiredSecretsCommand = defineCommand<WhereOptions>({
  path: 'retired-secrets',
  group: 'Rotation',
  says: 'Show who still sends secrets of an integration that have ended.',
  more: ['Every such call was refused; the present token is not affected.'],
  args: [INTEGRATION],
  isRemote: true,
  examples: ['pit retired-secrets "Order sync"'],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref } = await locate(run, office, { wanted, options })
      const items = await office.listRetiredSecretUses(ref)
      return { data: { items }, lines: useLines(items, run, office.clock.now()) }
    }),
})

function useLines(items: readonly RetiredSecretUse[], { screen }: Run, now: Date): string[] {
  if (items.length === 0) return ['Nobody has sent a secret that has ended.']
  const rows = items.map(({ token, network, userAgent, clientName, classification, calls, lastSeenAt }) => [
    `…${token.last4}`,
    [clientName, userAgent].filter(Boolean).join(' · ') || 'unnamed',
    ...[network, classification === 'known_straggler' ? 'known' : 'unknown'],
    ...[String(calls), sayAgo(lastSeenAt, now)],
  ])
  const columns = [
    ...[{ title: 'token' }, { title: 'client', yields: true }, { title: 'network' }, { title: 'source' }],
    ...[{ title: 'calls' }, { title: 'last' }],
  ]
  return renderTable(columns, rows, screen)
}

interface DryRunOptions extends WhereOptions {
  remove?: string
  scopes?: string
  days?: number
}

export const dryRunCommand = defineCommand<DryRunOptions>({
  path: 'dry-run',
  group: 'Integrations',
  says: 'Say what an integration would have been refused lately with fewer scopes.',
  more: ['Changes nothing. It looks at the log of calls, which is kept for 30 days.'],
  args: [INTEGRATION],
  options: [
    { flags: '--remove <scopes>', says: 'scopes to take away, separated by commas' },
    { flags: '--scopes <scopes>', says: 'all scopes that it would hold, separated by commas', conflicts: 'remove' },
    {
      flags: '--days <number>',
      says: `how many days to look back, 1 to 30 (${DAYS_DEFAULT})`,
      parse: readWhole('--days'),
    },
  ],
  isRemote: true,
  examples: ['pit dry-run "Order sync" --remove contacts.write'],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref, integration } = await locate(run, office, { wanted, options })
      const scopes = wantedScopes(integration.scopes, options)
      const data = await office.dryRunScopes(ref, { scopes, days: options.days ?? DAYS_DEFAULT })
      return { data, lines: dryRunLines(nameOf(integration), data, run) }
    }),
})

function wantedScopes(held: readonly string[], { remove, scopes }: DryRunOptions): string[] {
  const listed = (text: string) =>
    text
      .split(',')
      .map(scope => scope.trim())
      .filter(scope => scope !== '')
  if (scopes !== undefined) return listed(scopes)
  if (remove === undefined) throw invalid('scopes', 'must be given with --remove or --scopes')
  const gone = listed(remove)
  const absent = gone.find(scope => !held.includes(scope))
  if (absent !== undefined) throw invalid('remove', `"${absent}" must be a scope that the integration holds`)
  return held.filter(scope => !gone.includes(scope))
}

function dryRunLines(name: string, { removed, sentence, refused }: ScopeDryRun, { screen }: Run): string[] {
  const first = removed.length === 0 ? [`${name} would lose nothing.`] : [`Without ${removed.join(', ')}, for ${name}:`]
  const rows = refused.operations.map(({ method, path, scope, calls }) => [`${method} ${path}`, scope, String(calls)])
  const table =
    rows.length === 0
      ? []
      : [
          '',
          ...renderTable([{ title: 'operation', yields: true }, { title: 'scope' }, { title: 'calls' }], rows, screen),
        ]
  return [...first, ...wrap(sentence, screen.columns), ...table]
}
