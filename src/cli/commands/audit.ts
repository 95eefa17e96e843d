import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditEntry } from '../../contract/audit.ts'
import { LIFECYCLE_EVENTS } from '../../domain/event.ts'
import { invalid } from '../../domain/problem.ts'
import { closestTo } from '../../lib/closest.ts'
import { type Answer, defineCommand, type Run, type WhereOptions } from '../command.ts'
import { readCount } from '../input.ts'
import { chooseAccount, locate } from '../locate.ts'
import { readMoment, sayMoment } from '../moments.ts'
import type { AuditQuery, AuditWish, Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { toJson } from '../screen.ts'
import { type Column, renderTable } from '../table.ts'

interface AuditOptions extends WhereOptions {
  integration?: string
  action?: string
  actor?: string
  target?: string
  from?: string
  to?: string
  limit: number
  follow?: boolean
  verify?: boolean
  export?: 'csv' | 'json'
}

const LIMIT_DEFAULT = 25
const PAGE = 100
/** What the list leaves out of an action, because nearly all begin with it. */
const SHORT_FOR = 'private_integration.'
const FOLLOW_EVERY_MS = 1000

export const auditCommand = defineCommand<Omit<AuditOptions, 'limit'> & { limit?: number }>({
  path: 'audit',
  group: 'Accounts',
  says: 'Show who did what to what, newest first.',
  more: [
    'The actions are those of the list; "private_integration." may be left out, as the list does. --export prints all entries that fit, with all they hold, as a file for a spreadsheet or a program. --follow waits for new entries and prints each as it comes, with --json one document a line.',
  ],
  options: [
    { flags: '--integration <id>', says: 'only what was done to this integration (id or name)' },
    { flags: '--action <name>', says: 'only this action, such as rotated or account.labs_changed' },
    { flags: '--actor <who>', says: 'only by this one: an id, a name, or user, token, operator, system' },
    { flags: '--target <what>', says: 'only done to this: an id, a name, or integration, account, user …' },
    { flags: '--from <moment>', says: 'only from this moment on' },
    { flags: '--to <moment>', says: 'only before this moment' },
    { flags: '--limit <number>', says: `how many entries (${LIMIT_DEFAULT})`, parse: readCount('--limit') },
    {
      flags: '--export <format>',
      says: 'print all of them as csv or json',
      choices: ['csv', 'json'],
      conflicts: 'follow',
    },
    { flags: '--follow', says: 'wait for new entries until interrupted' },
    { flags: '--verify', says: 'the same as "pit audit verify"', conflicts: 'follow' },
  ],
  isRemote: true,
  examples: [
    'pit audit --limit 10',
    'pit audit --integration "Order sync" --follow',
    'pit audit --action rotated --from 2026-01-01 --export csv > rotated.csv',
  ],
  run: (run, options) =>
    withOffice(run, options, office => audit(run, office, { ...options, limit: options.limit ?? LIMIT_DEFAULT })),
})

export const auditVerifyCommand = defineCommand<WhereOptions>({
  path: 'audit verify',
  group: 'Accounts',
  says: 'Walk the whole chain of the account’s entries, and say whether one was changed, left out or put in.',
  more: ['Exit code 9 if so.'],
  isRemote: true,
  examples: ['pit audit verify'],
  run: (run, options) =>
    withOffice(run, options, async office => verify(run, office, (await chooseAccount(run, office, options)).id)),
})

async function audit(run: Run, office: Office, options: AuditOptions): Promise<Answer | undefined> {
  const { accountId, integrationId } = await targetOf(run, office, options)
  if (options.verify) return verify(run, office, accountId)
  const wish = { integrationId, ...(await wishOf(office, accountId, options)) }
  if (options.export !== undefined) {
    for await (const piece of await office.exportAudit(accountId, options.export, wish)) await print(run, piece)
    return undefined
  }
  const query = { ...wish, limit: options.limit }
  const items = await newest(office, accountId, query)
  if (!options.follow) return { data: { items }, lines: table(items, run) }
  await follow(run, office, { accountId, query, items })
  return undefined
}

/** A whole log may be longer than what a pipe takes at once. */
async function print({ ports: { terminal, signal } }: Run, piece: string): Promise<void> {
  if (!terminal.stdout.write(piece)) await once(terminal.stdout, 'drain', { signal })
}

async function wishOf(office: Office, accountId: string, options: AuditOptions): Promise<AuditWish> {
  const now = office.clock.now()
  const { actor, target, from, to } = options
  return {
    action: options.action === undefined ? undefined : await actionOf(office, accountId, options.action),
    actor,
    target,
    from: from === undefined ? undefined : readMoment('--from', from, now),
    to: to === undefined ? undefined : readMoment('--to', to, now),
  }
}

/** The action that is meant, in full. One that stands in no entry and that we never write is a mistake in writing. */
async function actionOf(office: Office, accountId: string, wanted: string): Promise<string> {
  const known = [...new Set([...(await office.listAuditActions(accountId)), ...LIFECYCLE_EVENTS])]
  const found = known.find(action => action === wanted || action === `${SHORT_FOR}${wanted}`)
  if (found !== undefined) return found
  const closest = closestTo(wanted, [...known, ...known.map(shortened)])
  const advice =
    closest === undefined
      ? `must be one of ${known.map(shortened).sort().join(', ')}`
      : `is no action; did you mean ${closest}?`
  throw invalid('--action', advice)
}

const shortened = (action: string) => (action.startsWith(SHORT_FOR) ? action.slice(SHORT_FOR.length) : action)

async function targetOf(
  run: Run,
  office: Office,
  options: AuditOptions,
): Promise<{ accountId: string; integrationId?: string }> {
  if (options.integration === undefined) return { accountId: (await chooseAccount(run, office, options)).id }
  // A deleted integration is found no more, and its history is what one may want to read.
  if (options.integration.startsWith('int_') && (options.account ?? run.ports.environment.account) !== undefined) {
    return { accountId: (await chooseAccount(run, office, options)).id, integrationId: options.integration }
  }
  return (await locate(run, office, { wanted: options.integration, options })).ref
}

async function verify(run: Run, office: Office, accountId: string): Promise<Answer> {
  const verdict = await office.verifyAudit(accountId)
  const { isIntact, entries, brokenAt } = verdict
  const lines = isIntact
    ? [`${run.screen.good('ok')}  All ${entries} entries follow from one another.`]
    : [
        `${run.screen.bad('broken')}  Entry ${brokenAt} does not follow from the one before: it was changed, or one was left out.`,
        'Compare the database with a backup made before it, and find out who can write to it.',
      ]
  return { data: { accountId, ...verdict }, lines, ...(isIntact ? {} : { verdict: 'check_failed' as const }) }
}

/** The newest `limit` entries, over as many pages as that takes. */
async function newest(office: Office, accountId: string, { limit, ...query }: AuditQuery): Promise<AuditEntry[]> {
  const items: AuditEntry[] = []
  let cursor: string | undefined
  do {
    const page = await office.listAuditEntries(accountId, {
      ...query,
      cursor,
      limit: Math.min(PAGE, limit - items.length),
    })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined && items.length < limit)
  return items
}

interface Following {
  accountId: string
  query: AuditQuery
  items: AuditEntry[]
}

/** Oldest first from here on, as they come; ends with the process. */
async function follow(run: Run, office: Office, { accountId, query, items }: Following): Promise<void> {
  let fresh = items.toReversed()
  let lastSeq = items[0]?.seq ?? 0
  for (let isFirst = true; ; isFirst = false) {
    if (fresh.length > 0) run.ports.terminal.stdout.write(`${linesOf(fresh, run, isFirst).join('\n')}\n`)
    await sleep(FOLLOW_EVERY_MS, undefined, { signal: run.ports.signal })
    fresh = (await since(office, { accountId, query, lastSeq })).toReversed()
    lastSeq = fresh.at(-1)?.seq ?? lastSeq
  }
}

async function since(
  office: Office,
  wish: { accountId: string; query: AuditQuery; lastSeq: number },
): Promise<AuditEntry[]> {
  const { accountId, query, lastSeq } = wish
  const items: AuditEntry[] = []
  let cursor: string | undefined
  do {
    const page = await office.listAuditEntries(accountId, { ...query, cursor, limit: PAGE })
    const fresh = page.items.filter(({ seq }) => seq > lastSeq)
    items.push(...fresh)
    cursor = fresh.length === PAGE ? page.nextCursor : undefined
  } while (cursor !== undefined)
  return items
}

function linesOf(items: readonly AuditEntry[], run: Run, withTitle: boolean): string[] {
  if (run.isJson) return items.map(item => toJson(item))
  return table(items, run).slice(withTitle ? 0 : 1)
}

function table(items: readonly AuditEntry[], { screen }: Run): string[] {
  if (items.length === 0) return ['No entries.']
  const rows = items.map(({ at, actor, action, target }) => [
    sayMoment(new Date(at)).replace(' UTC', ''),
    shortened(action),
    target.name ?? target.id,
    actor.kind === 'operator' ? `operator ${actor.name}` : actor.name,
  ])
  const columns: Column[] = [
    { title: 'at (utc)' },
    { title: 'action', style: screen.bold },
    { title: 'what', yields: true },
    { title: 'who' },
  ]
  return renderTable(columns, rows, screen)
}
