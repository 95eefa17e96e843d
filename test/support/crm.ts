import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import pg from 'pg'
import type { TSchema } from 'typebox'
import type { Operation, OperationContext, WireEvent } from '../../src/crm/operation.ts'
import { WireError } from '../../src/crm/wire-error.ts'
import { type FixedClock, fixedClock } from '../../src/lib/clock.ts'
import { randomBase62, randomIds } from '../../src/lib/ids.ts'
import type { TestDatabase } from './database.ts'
import { eventFaults, replyFaults } from './wire-contract.ts'

/** What a caller sends; parts an operation doesn't have stay empty. */
export interface CallInput {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

export interface Reply {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into replies of every shape
  body: any
}

/** A location below an agency, as a caller with a token of it meets it. */
export interface CrmAccount {
  accountId: string
  locationId: string
  companyId: string
  clock: FixedClock
  /** The events of committed transactions, in order. */
  published: WireEvent[]
  context(): OperationContext
  /** Calls one operation as the server does: schemas first. The reply and all events are held against the documents. */
  call(operationId: string, input?: CallInput): Promise<Reply>
  /** Makes a user of the account and gives the id that the wire knows. */
  addUser(name: string): Promise<string>
  /** Sets what the location's own record holds: country, settings … */
  setProfile(profile: Record<string, unknown>): Promise<void>
  /** Rows as the tables' owner sees them, past all walls. */
  rows(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
}

/** Makes an agency with one location in the database, and the way to call these operations there. */
export async function createCrmAccount(test: TestDatabase, operations: readonly Operation[]): Promise<CrmAccount> {
  const clock = fixedClock()
  const published: WireEvent[] = []
  const ids = {
    accountId: randomIds.next('acc'),
    locationId: randomIds.nextWireId(),
    companyId: randomIds.nextWireId(),
  }
  await insertAccounts(test, ids, clock.now())
  const context = () => contextOf(test, { ...ids, now: clock.now(), published })
  return {
    ...ids,
    clock,
    published,
    context,
    call: async (operationId, input = {}) => {
      const operation = operations.find(one => one.id === operationId)
      if (operation === undefined) throw new Error(`no operation ${operationId}`)
      return await checkedCall(operation, { context: context(), published }, input)
    },
    addUser: name => insertUser(test, ids.accountId, { name, now: clock.now() }),
    setProfile: async profile => {
      await asOwner(test, 'update accounts set profile = $2 where id = $1', [ids.accountId, profile])
    },
    rows: (text, values) => asOwner(test, text, values),
  }
}

type Ids = Pick<CrmAccount, 'accountId' | 'locationId' | 'companyId'>

function contextOf(test: TestDatabase, from: Ids & { now: Date; published: WireEvent[] }): OperationContext {
  const { published, ...ids } = from
  return {
    ...ids,
    apiUrl: 'https://api.test/v2',
    principal: {
      accountId: ids.accountId,
      accountKind: 'location',
      wireId: ids.locationId,
      companyId: ids.companyId,
      integrationId: 'int_test',
      tokenId: 'tok_test',
      scopes: new Set(),
    },
    read: work => test.database.read(ids.accountId, work),
    transact: async work => {
      let events: WireEvent[] = []
      const result = await test.database.transact(ids.accountId, db => {
        events = []
        return work({ db, publish: async (...told) => void events.push(...told) })
      })
      published.push(...events)
      return result
    },
    nextWireId: randomIds.nextWireId,
  }
}

/** One call; throws when the reply or an event it caused is not as the documents have it. */
async function checkedCall(
  operation: Operation,
  { context, published }: { context: OperationContext; published: WireEvent[] },
  input: CallInput,
): Promise<Reply> {
  const eventsBefore = published.length
  const reply = await callOperation(operation, context, input)
  const faults = [
    ...replyFaults(operation, reply.status, reply.body),
    ...published.slice(eventsBefore).flatMap(eventFaults),
  ]
  if (faults.length > 0) throw new Error(`${operation.id} ${reply.status} is not as documented: ${faults.join('; ')}`)
  return reply
}

/** The server's way to an operation without HTTP: schemas, run, and the reply as JSON would carry it. */
export async function callOperation(operation: Operation, context: OperationContext, input: CallInput): Promise<Reply> {
  try {
    const parsed = {
      params: passed(operation.params, input.params ?? {}, true),
      query: passed(operation.query, input.query ?? {}, true),
      body: passed(operation.body, input.body, false),
    }
    const body = await operation.run(context, parsed)
    return { status: operation.status, body: JSON.parse(JSON.stringify(body)) }
  } catch (error) {
    if (error instanceof WireError) return { status: error.statusCode, body: error.body }
    throw error
  }
}

const SETTINGS = { allErrors: true, useDefaults: true, strict: false } as const
const textAjv = new Ajv({ ...SETTINGS, coerceTypes: true })
const jsonAjv = new Ajv(SETTINGS)
const validators = new Map<TSchema, ValidateFunction>()

function passed(schema: TSchema | undefined, value: unknown, isText: boolean): unknown {
  if (schema === undefined) return value
  const validate = validators.get(schema) ?? (isText ? textAjv : jsonAjv).compile(schema)
  validators.set(schema, validate)
  const copy = structuredClone(value)
  if (!validate(copy)) throw new WireError(422, (validate.errors ?? []).map(sentenceOf))
  return copy
}

function sentenceOf({ instancePath, message, params }: ErrorObject): string {
  const { additionalProperty } = params as { additionalProperty?: string }
  if (additionalProperty !== undefined) return `property ${additionalProperty} should not exist`
  return `${instancePath.slice(1).replaceAll('/', '.')} ${message}`.trim()
}

async function insertAccounts(test: TestDatabase, ids: Ids, now: Date): Promise<void> {
  const agencyId = randomIds.next('acc')
  const text = `
    insert into accounts (id, kind, parent_id, name, wire_id, created_at, updated_at)
    values ($1, 'agency', null, 'Agency', $2, $5, $5), ($3, 'location', $1, 'Location', $4, $5, $5)`
  await asOwner(test, text, [agencyId, ids.companyId, ids.accountId, ids.locationId, now])
}

async function insertUser(
  test: TestDatabase,
  accountId: string,
  { name, now }: { name: string; now: Date },
): Promise<string> {
  const [id, wireId] = [randomIds.next('usr'), randomIds.nextWireId()]
  const email = `${randomBase62(12).toLowerCase()}@users.test`
  await asOwner(
    test,
    'insert into users (id, wire_id, email, name, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)',
    [id, wireId, email, name, now],
  )
  await asOwner(
    test,
    `insert into memberships (account_id, user_id, role, created_at, updated_at) values ($1, $2, 'user', $3, $3)`,
    [accountId, id, now],
  )
  return wireId
}

async function asOwner(test: TestDatabase, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(test.owner)
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}
