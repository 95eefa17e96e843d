/**
 * `npm run bench:api`: what operations of API v2.0 take in an account with a million contacts, beside a thousand other
 * accounts, on the embedded PostgreSQL as it comes. For each: p50 and p99 over HTTP, rows that PostgreSQL examined, and the
 * ratio to a bare handler that sends the same statements. `--json` prints the figures for machines; `--contacts`,
 * `--requests`, `--connections`, `--only <words>` change the size. `--data <folder>` keeps the filled database there for the
 * next run, `--fill` does nothing more.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { operations } from '../src/crm/operations.ts'
import { openDatabase } from '../src/lib/database.ts'
import { findRunningEmbeddedPostgres } from '../src/lib/embedded-postgres.ts'
import { randomBase62, randomIds } from '../src/lib/ids.ts'
import { type BenchIds, fillAccounts } from './support/api-data.ts'
import { type Known, type MeasuredOperation, measuredOperations, toAsk } from './support/api-operations.ts'
import { openProduct, type Product } from './support/api-product.ts'
import type { Ask, Latency, LatencyOrders } from './support/latency-client.ts'
import { endScript, endScripts, printed, startScript } from './support/processes.ts'
import { explain, recordStatements, type Statement } from './support/statements.ts'

const { values } = parseArgs({
  args: process.argv.slice(2).filter(argument => argument !== '--'),
  options: {
    json: { type: 'boolean', default: false },
    contacts: { type: 'string', default: '1000000' },
    accounts: { type: 'string', default: '1000' },
    requests: { type: 'string', default: '400' },
    connections: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    data: { type: 'string' },
    fill: { type: 'boolean', default: false },
  },
})
const say = (text: string) => void process.stderr.write(`${text}\n`)
const contacts = Number(values.contacts)
const dataDir = values.data ?? (await mkdtemp(path.join(os.tmpdir(), 'pit-bench-api-')))
await mkdir(dataDir, { recursive: true })
/** Statements are recorded for so many requests of each operation. */
const RECORDED = 20
/** Behind those that the server has been asked: what is new must be new here, too. */
const recordedTurn = (turn: number) => (turn % RECORDED) + Number(values.requests) + 1000
/** Requests before anything is measured. */
const WARM_UP = 20

interface Figure {
  operation: string
  p50: number
  p99: number
  rowsExamined: number
  rowsReturned: number
  bareP50: number
  bareP99: number
  ratio: number
}

try {
  say('Starting the server …')
  const product = await openProduct(dataDir)
  const connection = findRunningEmbeddedPostgres(dataDir)
  if (connection === undefined) throw new Error('the embedded PostgreSQL is not there')
  const owner = new pg.Client(connection)
  await owner.connect()
  if (!product.isFilled) await fill(owner, product)
  const known = await knownOf(owner, product.ids)
  await owner.end()
  const wanted = values.fill ? [] : measuredOperations(known).filter(({ name }) => name.includes(values.only))
  const figures: Figure[] = []
  for (const operation of wanted) {
    figures.push(await measure(product, connection, operation))
    say(`  ${operation.name}`)
  }
  const machine = { cores: os.cpus().length, cpu: os.cpus()[0]?.model, node: process.version, load: os.loadavg()[0] }
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'api', contacts, ...machine, figures })}\n`)
  else
    process.stdout.write(
      `${table(figures)}\n\n${contacts.toLocaleString('en')} contacts in one of ${values.accounts} accounts; ${machine.cores} cores, ${machine.cpu}, Node ${machine.node}, load ${machine.load?.toFixed(1)}\n`,
    )
} finally {
  await endScripts()
  if (values.data === undefined) await rm(dataDir, { recursive: true, force: true })
}

async function fill(owner: pg.Client, { ids, noteFilled }: Product): Promise<void> {
  say('Filling …')
  const size = { contacts, accounts: Number(values.accounts), contactsElsewhere: Math.round(contacts / 10) }
  await fillAccounts(owner, ids, {
    size: { ...size, opportunities: Math.round(contacts / 5), appointments: Math.min(4000, contacts) },
    say,
  })
  noteFilled()
}

async function knownOf(owner: pg.Client, ids: BenchIds): Promise<Known> {
  const { rows } = await owner.query<Known['contacts'][number] & { at: Date }>(
    `select id, name, email, phone, created_at as at from crm_contacts where account_id = $1 order by created_at desc, id desc offset $2 limit 1000`,
    [ids.accountId, Math.floor(contacts * 0.9) - 1],
  )
  const first = rows[0]
  if (first === undefined) throw new Error('no contacts')
  return {
    ...ids,
    contacts: rows.map(({ id, name, email, phone }) => ({ id, name, email, phone })),
    deepPlace: [first.at.getTime(), first.id],
    run: randomBase62(6),
  }
}

async function measure(product: Product, connection: pg.PoolConfig, operation: MeasuredOperation): Promise<Figure> {
  const route = operations.find(({ id }) => id === operation.id)
  if (route === undefined) throw new Error(`${operation.id} is not served`)
  const count = Number(values.requests)
  const askAt = (turn: number) => toAsk(operation, { ...route, secret: product.secret }, turn)
  const asks = Array.from({ length: count + WARM_UP }, (_, turn) => askAt(turn))
  const served = await latency(product.port, asks)
  const { work, turns } = await examineOperation(product, connection, operation)
  // The bare handler reads the recorded turns again and again; so does the server for the ratio, or it would be one of cold
  // pages to warm ones. What is new is new each time, for both.
  const again = operation.isWrite
    ? served
    : await latency(
        product.port,
        asks.map((_, turn) => askAt(recordedTurn(turn))),
      )
  const bare = await measureBare(connection, {
    accountId: product.ids.accountId,
    isWrite: operation.isWrite ?? false,
    turns,
  })
  return {
    operation: operation.name,
    ...{ p50: served.p50, p99: served.p99, rowsExamined: work.rowsExamined, rowsReturned: work.rowsReturned },
    ...{ bareP50: bare.p50, bareP99: bare.p99, ratio: again.p50 / bare.p50 },
  }
}

/** Runs the operation in this process to see its statements, and what the first request's cost. */
async function examineOperation({ ids }: Product, connection: pg.PoolConfig, operation: MeasuredOperation) {
  const database = openDatabase({ connection, role: 'pit_app', connectionsMax: 2 })
  const route = operations.find(({ id }) => id === operation.id)
  const now = new Date()
  const context = {
    ...{ accountId: ids.accountId, locationId: ids.locationId, companyId: ids.companyId, apiUrl: '', now },
    principal: {} as never,
    nextWireId: randomIds.nextWireId,
    read: <T>(work: Parameters<typeof database.read<T>>[1]) => database.read(ids.accountId, work),
    transact: <T>(
      work: (tx: {
        db: Parameters<Parameters<typeof database.transact<T>>[1]>[0]
        publish: () => Promise<void>
      }) => Promise<T>,
    ) => database.transact(ids.accountId, db => work({ db, publish: () => insertEvent(db) })),
  }
  const insertEvent = async (db: Parameters<Parameters<typeof database.transact>[1]>[0]) =>
    void (await db
      .insertInto('events')
      .values({ account_id: ids.accountId, id: randomIds.next('evt'), type: 'Bench', body: '{}', created_at: now })
      .execute())
  const turns: Statement[][] = []
  for (let turn = 0; turn < RECORDED; turn++) {
    const at = recordedTurn(turn)
    const input = {
      params: operation.params?.(at) ?? {},
      query: operation.query?.(at) ?? {},
      body: operation.body?.(at),
    }
    turns.push(await recordStatements(async () => route?.run(context, input)))
  }
  const work = await explain(
    database,
    ids.accountId,
    (turns[0] ?? []).filter(({ text }) => !/^\s*insert/i.test(text)),
  )
  await database.close()
  return { work, turns }
}

async function measureBare(
  connection: pg.PoolConfig,
  rest: { accountId: string; isWrite: boolean; turns: Statement[][] },
): Promise<Latency> {
  const child = startScript('bare-sql.ts')
  child.stdin?.end(JSON.stringify({ connection, role: 'pit_app', ...rest }))
  const port = Number(await printed(child, /^(\d+)$/m))
  const result = await latency(port, [{ method: 'GET', path: '/', headers: {} }])
  await endScript(child)
  return result
}

async function latency(port: number, asks: Ask[]): Promise<Latency> {
  const sizes = { warmUp: WARM_UP, count: Number(values.requests), connections: Number(values.connections) }
  const orders: LatencyOrders = { port, asks, ...sizes }
  const child = startScript('latency-client.ts')
  child.stdin?.end(JSON.stringify(orders))
  const result = JSON.parse(await printed(child, /^(\{.*\})$/m)) as Latency
  if (result.faults.length > 0) throw new Error(`answers that are no success: ${result.faults.join('\n')}`)
  return result
}

function table(figures: readonly Figure[]): string {
  const ms = (value: number) => value.toFixed(1)
  const rows = figures.map(one => [
    one.operation,
    ms(one.p50),
    ms(one.p99),
    one.rowsExamined.toLocaleString('en'),
    ms(one.bareP50),
    ms(one.bareP99),
    one.ratio.toFixed(2),
  ])
  const head = ['', 'p50 ms', 'p99 ms', 'rows examined', 'bare p50', 'bare p99', 'ratio']
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map(row => row[at]?.length ?? 0)))
  return [head, ...rows]
    .map(row =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n')
}
