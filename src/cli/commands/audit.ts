import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditEntry } from '../../contract/audit.ts'
import { type Answer, defineCommand, type Run, type WhereOptions } from '../command.ts'
import { readWhole } from '../input.ts'
import { chooseAccount, locate } from '../locate.ts'
import { sayMoment } from '../moments.ts'
import type { AuditQuery, Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { toJson } from '../screen.ts'
import { type Column, renderTable } from '../table.ts'

interface AuditOptions extends WhereOptions {
  integration?: string
  action?: string
  limit: number
  follow?: boolean
  verify?: boolean
}

const LIMIT_DEFAULT = 25
const PAGE = 100
const FOLLOW_EVERY_MS = 1000

export const auditCommand = defineCommand<Omit<AuditOptions, 'limit'> & { limit?: number }>({
  path: 'audit',
  group: 'Accounts',
  says: 'Show who did what to what, newest first.',
  more: [
    '--verify walks the whole chain of the account’s entries and says whether one was changed, left out or put in (exit code 9 if so). --follow waits for new entries and prints each as it comes, with --json one document a line.',
  ],
  options: [
    { flags: '--integration <id>', says: 'only what was done to this integration (id or name)' },
    { flags: '--action <name>', says: 'only this action, such as private_integration.rotated' },
    { flags: '--limit <number>', says: `how many entries (${LIMIT_DEFAULT})`, parse: readWhole('--limit') },
    { flags: '--follow', says: 'wait for new entries until interrupted' },
    { flags: '--verify', says: 'check the chain instead of listing', conflicts: 'follow' },
  ],
  isRemote: true,
  examples: ['pit audit --limit 10', 'pit audit --integration "Order sync" --follow', 'pit audit --verify'],
  run: (run, options) =>
    withOffice(run, options, office => audit(run, office, { ...options, limit: options.limit ?? LIMIT_DEFAULT })),
})

async function audit(run: Run, office: Office, options: AuditOptions): Promise<Answer | undefined> {
  const target = await targetOf(run, office, options)
  if (options.verify) return verify(run, office, target.accountId)
  const query = { integrationId: target.integrationId, action: options.action, limit: options.limit }
  const items = await newest(office, target.accountId, query)
  if (!options.follow) return { data: { items }, lines: table(items, run) }
  await follow(run, office, { accountId: target.accountId, query, items })
  return undefined
}

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
    action.replace('private_integration.', ''),
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
