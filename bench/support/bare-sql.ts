/**
 * The base of the ratios: a bare node:http handler that sends an operation's own statements over pg and answers their rows
 * as JSON, as a thin layer over SQL would. Settings as JSON by standard input, for an
 * environment has no room for lists of ids; prints its port when it listens.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { randomBase62 } from '../../src/lib/ids.ts'
import type { Statement } from './statements.ts'

/** `turns` are the statements of one request each; `isWrite` puts them into a transaction. */
export interface BareSql {
  connection: pg.PoolConfig
  role: string
  accountId: string
  isWrite: boolean
  turns: Statement[][]
}

const { connection, role, accountId, isWrite, turns } = JSON.parse(await text(process.stdin)) as BareSql
const pool = new pg.Pool({ ...connection, max: 10, options: `-c role=${role}` })
let turn = 0

const server = createServer((_request, response) => {
  answer()
    .then(body => response.writeHead(200, { 'content-type': 'application/json' }).end(body))
    .catch(error => response.writeHead(500).end(String(error)))
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))

async function answer(): Promise<string> {
  const client = await pool.connect()
  try {
    const statements = fresh(turns[turn++ % turns.length] ?? [])
    if (isWrite) await client.query('begin')
    await client.query(`select set_config('app.account_id', $1, $2)`, [accountId, isWrite])
    const results: unknown[] = []
    for (const statement of statements) results.push((await client.query(statement)).rows)
    if (isWrite) await client.query('commit')
    return JSON.stringify(results)
  } finally {
    client.release()
  }
}

/** What was written once can't be written again: ids that a statement inserts are made anew. */
function fresh(statements: readonly Statement[]): readonly Statement[] {
  if (!isWrite) return statements
  const made = new Map<string, string>()
  return statements.map(statement => ({
    text: statement.text,
    values: /^\s*insert/i.test(statement.text)
      ? statement.values.map(value => (typeof value === 'string' && isNewId(value) ? renamed(made, value) : value))
      : statement.values,
  }))
}

const isNewId = (value: string) => value !== accountId && /^(evt_)?[0-9A-Za-z]{20}$/.test(value)

function renamed(made: Map<string, string>, id: string): string {
  const name = made.get(id) ?? `${id.startsWith('evt_') ? 'evt_' : ''}${randomBase62(20)}`
  made.set(id, name)
  return name
}
