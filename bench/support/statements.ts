import pg from 'pg'
import type { Database, Sql } from '../../src/lib/database.ts'

/** One statement that an operation sends, as it is sent. */
export interface Statement {
  text: string
  values: unknown[]
}

/** What PostgreSQL had to look at for a run of statements. */
export interface Work {
  rowsExamined: number
  rowsReturned: number
  ms: number
}

/** Runs work and gives the statements that went to the database meanwhile, without those that only frame them. */
export async function recordStatements(work: () => Promise<unknown>): Promise<Statement[]> {
  const seen: Statement[] = []
  const original = pg.Client.prototype.query
  pg.Client.prototype.query = function record(this: pg.Client, ...given: unknown[]) {
    const [first, second] = given as [string | Statement, unknown[] | undefined]
    const statement =
      typeof first === 'string'
        ? { text: first, values: second ?? [] }
        : { text: first.text, values: second ?? first.values ?? [] }
    if (!/^\s*(begin|start|commit|rollback|select set_config)/i.test(statement.text)) seen.push(statement)
    return (original as (...all: unknown[]) => unknown).apply(this, given)
  } as typeof original
  try {
    await work()
  } finally {
    pg.Client.prototype.query = original
  }
  return seen
}

interface Plan {
  'Node Type': string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Plan[]
}

/** What the statements cost, by EXPLAIN ANALYZE as the server's role; nothing of it stays. */
export async function explain(database: Database, accountId: string, statements: readonly Statement[]): Promise<Work> {
  const total: Work = { rowsExamined: 0, rowsReturned: 0, ms: 0 }
  const Undone = class extends Error {}
  await database
    .transact(accountId, async db => {
      for (const statement of statements) add(total, await explainOne(db, statement))
      throw new Undone()
    })
    .catch(error => {
      if (!(error instanceof Undone)) throw error
    })
  return total
}

async function explainOne(db: Sql, { text, values }: Statement): Promise<Work> {
  const { CompiledQuery } = await import('kysely')
  const { rows } = await db.executeQuery(
    CompiledQuery.raw(`explain (analyze, timing off, format json) ${text}`, values),
  )
  const [{ Plan: plan, 'Execution Time': ms }] = (
    rows[0] as { 'QUERY PLAN': { Plan: Plan; 'Execution Time': number }[] }
  )['QUERY PLAN'] as [{ Plan: Plan; 'Execution Time': number }]
  return { rowsExamined: examined(plan), rowsReturned: plan['Actual Rows'], ms }
}

/** Rows that scans read, be they kept or thrown away. A bitmap's rows are those of its heap scan. */
function examined(plan: Plan): number {
  const below = (plan.Plans ?? []).reduce((sum, one) => sum + examined(one), 0)
  if (!plan['Node Type'].endsWith('Scan') || plan['Node Type'] === 'Bitmap Index Scan') return below
  const thrownAway = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)
  return below + (plan['Actual Rows'] + thrownAway) * plan['Actual Loops']
}

function add(total: Work, one: Work): void {
  total.rowsExamined += one.rowsExamined
  total.rowsReturned += one.rowsReturned
  total.ms += one.ms
}
