import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type pg from 'pg'
import type { Sql } from '../../src/lib/database.ts'

interface PlanNode {
  'Actual Rows': number
  'Rows Removed by Filter'?: number
  Plans?: PlanNode[]
}

/** Runs each statement of some work for its plan alone, on one tenant's rows, and gives the most rows that any step of one touched. */
export async function rowsTouched(
  pool: pg.Pool,
  tenantId: string,
  ask: (db: Sql) => Promise<unknown>,
): Promise<number> {
  const asked: { sql: string; parameters: readonly unknown[] }[] = []
  const dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db: Sql) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
  await ask(new Kysely({ dialect, log: ({ query }) => void asked.push(query) }))
  if (asked.length === 0) throw new Error('nothing was asked')
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(`select set_config('app.account_id', $1, true)`, [tenantId])
    const touched: number[] = []
    for (const { sql: text, parameters } of asked) {
      const { rows } = await client.query(`explain (analyze, format json) ${text}`, [...parameters])
      touched.push(mostRows((rows[0] as { 'QUERY PLAN': { Plan: PlanNode }[] })['QUERY PLAN'][0]?.Plan))
    }
    return Math.max(...touched)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

function mostRows(node: PlanNode | undefined): number {
  if (node === undefined) return 0
  const own = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)
  return Math.max(own, ...(node.Plans ?? []).map(mostRows))
}
