import { setTimeout as sleep } from 'node:timers/promises'
import type { LoggedCall } from '../../contract/calls.ts'
import type { Usage } from '../../contract/usage.ts'
import { invalid } from '../../domain/problem.ts'
import { USAGE_GROUPS, USAGE_RANGE_NAMES, type UsageGroup, type UsageRange } from '../../domain/usage.ts'
import { type Answer, defineCommand, type Run, type WhereOptions } from '../command.ts'
import { readWhole } from '../input.ts'
import { chooseAccount, locate } from '../locate.ts'
import type { Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { toJson } from '../screen.ts'
import { type Column, renderTable } from '../table.ts'
import type { CallWish, UsageWish } from '../usage-office.ts'

const WATCH_EVERY_MS = 2000
const FOLLOW_EVERY_MS = 1000
const CALLS_DEFAULT = 25
const CALLS_MAX = 100

interface UsageOptions extends WhereOptions {
  integration?: string
  range?: string
  by?: string
  watch?: boolean
}

export const usageCommand = defineCommand<UsageOptions>({
  path: 'usage',
  group: 'Accounts',
  says: 'Show how often the account’s integrations were called, and what was refused.',
  more: [
    '--watch shows it anew every two seconds until interrupted; with --json one document a line. What was refused for want of a scope is named below the table.',
  ],
  options: [
    { flags: '--integration <id>', says: 'only this integration (id or name)' },
    { flags: '--range <span>', says: `${USAGE_RANGE_NAMES.join(', ')} (7d)` },
    { flags: '--by <what>', says: `${USAGE_GROUPS.join(', ')}: what calls are told apart by` },
    { flags: '--watch', says: 'show it again and again until interrupted' },
  ],
  isRemote: true,
  examples: ['pit usage', 'pit usage --integration "Order sync" --range 24h --by operation', 'pit usage --watch'],
  run: (run, options) => withOffice(run, options, office => usage(run, office, options)),
})

async function usage(run: Run, office: Office, options: UsageOptions): Promise<Answer | undefined> {
  const target = await targetOf(run, office, options)
  const groupDefault = target.integrationId === undefined ? 'integration' : 'operation'
  const wish: UsageWish = {
    ...target,
    range: oneOf('range', options.range ?? '7d', USAGE_RANGE_NAMES) as UsageRange,
    groupBy: oneOf('by', options.by ?? groupDefault, USAGE_GROUPS) as UsageGroup,
  }
  if (!options.watch) {
    const found = await office.getUsage(wish)
    return { data: found, lines: usageLines(found, run) }
  }
  const { stdout } = run.ports.terminal
  for (;;) {
    const found = await office.getUsage(wish)
    // From the top left corner, over what stood there.
    const start = stdout.isTTY && !run.isJson ? '\u001b[H\u001b[2J' : ''
    stdout.write(run.isJson ? `${toJson(found)}\n` : `${start}${usageLines(found, run).join('\n')}\n`)
    await sleep(WATCH_EVERY_MS, undefined, { signal: run.ports.signal })
  }
}

function usageLines({ totals, groups, groupBy, range, missingScopes }: Usage, { screen }: Run): string[] {
  const title = `${say(totals.calls)} calls in ${range}, ${say(totals.refused)} refused, ${say(totals.failed)} failed; ${totals.averageMs} ms on average`
  if (groups.length === 0) return [`No calls in ${range}.`]
  const columns: Column[] = [
    { title: groupBy, yields: true, style: screen.bold },
    ...['calls', 'refused', 'failed', 'ms'].map(name => ({ title: name })),
  ]
  const rows = groups.map(({ name, calls, refused, failed, averageMs }) => [
    name === '' ? '(none)' : name,
    ...[say(calls), say(refused), say(failed), String(averageMs)],
  ])
  const missing = missingScopes.map(
    ({ calls, status, scope, integrationName, operations }) =>
      `${say(calls)} × ${status}: ${integrationName} lacks the scope ${scope} (${operations.join(', ')})`,
  )
  return [
    title,
    '',
    ...renderTable(columns, rows, screen),
    ...(missing.length === 0 ? [] : ['', ...missing.map(screen.warn)]),
  ]
}

interface CallsOptions extends WhereOptions {
  integration?: string
  status?: string
  operation?: string
  client?: string
  ip?: string
  limit?: number
  follow?: boolean
}

export const callsCommand = defineCommand<CallsOptions>({
  path: 'calls',
  group: 'Accounts',
  says: 'Show the log of calls, latest first: who called what, from where, and how it was answered.',
  more: [
    '--follow prints each call as it comes, two seconds after it was answered, until interrupted; with --json one document a line.',
  ],
  options: [
    { flags: '--integration <id>', says: 'only this integration (id or name)' },
    { flags: '--status <status>', says: 'only this status or class, such as 401 or 4xx' },
    { flags: '--operation <name>', says: 'only this operation, such as get-contact' },
    { flags: '--client <text>', says: 'only clients with this text in their user agent or name' },
    { flags: '--ip <address>', says: 'only from this address' },
    { flags: '--limit <number>', says: `how many calls (${CALLS_DEFAULT})`, parse: readWhole('--limit') },
    { flags: '--follow', says: 'wait for new calls until interrupted' },
  ],
  isRemote: true,
  examples: ['pit calls --status 4xx', 'pit calls --integration "Order sync" --follow'],
  run: (run, options) => withOffice(run, options, office => calls(run, office, options)),
})

async function calls(run: Run, office: Office, options: CallsOptions): Promise<Answer | undefined> {
  const { status, operation, client, ip, limit = CALLS_DEFAULT } = options
  if (status !== undefined && !/^[1-5](xx|\d\d)$/.test(status)) {
    throw invalid('--status', 'must be a status such as 401, or a class such as 4xx')
  }
  const target = await targetOf(run, office, options)
  const wish = { ...target, status, operation, client, ip, limit: CALLS_MAX }
  const first = await newest(office, wish, limit)
  if (!options.follow) return { data: { items: first.items }, lines: callLines(first.items, run) }
  return follow(run, office, { wish, ...first })
}

async function newest(office: Office, wish: CallWish, limit: number) {
  const items: LoggedCall[] = []
  let tailCursor: string | undefined
  let cursor: string | undefined
  do {
    const page = await office.listCalls({ ...wish, cursor, limit: Math.min(CALLS_MAX, limit - items.length) })
    items.push(...page.items)
    tailCursor ??= page.tailCursor
    cursor = page.nextCursor
  } while (cursor !== undefined && items.length < limit)
  return { items, tailCursor }
}

/** Oldest first from here on. A tail may begin with the calls of the last two seconds again. */
async function follow(
  run: Run,
  office: Office,
  { wish, items, tailCursor }: { wish: CallWish; items: LoggedCall[]; tailCursor: string },
): Promise<undefined> {
  const shown = new Set(items.map(({ requestId }) => requestId))
  let after = tailCursor
  let fresh = items.toReversed()
  for (let isFirst = true; ; isFirst = false) {
    if (fresh.length > 0) {
      const lines = run.isJson ? fresh.map(item => toJson(item)) : callLines(fresh, run).slice(isFirst ? 0 : 1)
      run.ports.terminal.stdout.write(`${lines.join('\n')}\n`)
    }
    await sleep(FOLLOW_EVERY_MS, undefined, { signal: run.ports.signal })
    const page = await office.listCalls({ ...wish, after })
    fresh = page.items.filter(({ requestId }) => !shown.has(requestId))
    after = page.tailCursor
  }
}

function callLines(items: readonly LoggedCall[], { screen }: Run): string[] {
  if (items.length === 0) return ['No calls.']
  const rows = items.map(({ at, integrationName, operation, status, missingScope, client, durationMs }) => [
    at.slice(0, 19).replace('T', ' '),
    String(status),
    missingScope === null ? operation : `${operation} (lacks ${missingScope})`,
    integrationName,
    client.clientName === '' ? client.userAgent : client.clientName,
    client.network,
    String(durationMs),
  ])
  const columns: Column[] = [
    ...['at (utc)', 'status'].map(title => ({ title })),
    { title: 'operation', style: screen.bold },
    { title: 'integration' },
    { title: 'client', yields: true },
    ...['network', 'ms'].map(title => ({ title })),
  ]
  return renderTable(columns, rows, screen)
}

async function targetOf(
  run: Run,
  office: Office,
  options: UsageOptions | CallsOptions,
): Promise<{ accountId: string; integrationId?: string }> {
  if (options.integration === undefined) return { accountId: (await chooseAccount(run, office, options)).id }
  return (await locate(run, office, { wanted: options.integration, options })).ref
}

function oneOf(field: string, text: string, options: readonly string[]): string {
  if (options.includes(text)) return text
  throw invalid(`--${field}`, `must be one of ${options.join(', ')}`)
}

function say(count: number): string {
  return count.toLocaleString('en')
}
