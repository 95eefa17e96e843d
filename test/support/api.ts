import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { endPastOverlaps } from '../../src/actions/housekeeping.ts'
import type { Contract } from '../../src/contract/contract.ts'
import { ProblemBody } from '../../src/contract/problem.ts'
import { PROBLEMS, type ProblemCode } from '../../src/domain/problem.ts'
import { GENERAL_PROBLEMS } from '../../src/http/management/openapi.ts'
import { ROUTES } from '../../src/http/management/routes.ts'
import type { TestServer } from './server.ts'

export interface ApiReply {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into replies of every shape
  body: any
}

/** Calls of the management API whose replies are held against the contract: shape, status and code. */
export interface Api {
  /** As the admin, unless headers say otherwise. */
  (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiReply>
  /** As a token. */
  as(secret: string): (method: string, path: string, body?: unknown) => Promise<ApiReply>
  /** Without any credential. */
  nobody(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiReply>
  /** `/accounts/acc_…`, the server's location. */
  account: string
  /** Makes an integration of the location and gives its path and secret. */
  integration(scopes?: string[]): Promise<{ path: string; id: string; secret: string; tokenId: string }>
  /** The same, with a rotation in progress. */
  rotating(scopes?: string[]): Promise<{ path: string; id: string; secret: string; newSecret: string }>
  /** The latest audit entry of the account: its action, and who. */
  lastAudit(): Promise<{ action: string; actor: { kind: string }; after?: Record<string, unknown> }>
  /** How many lifecycle events and audit entries the location has. */
  records(): Promise<{ audit: number; events: number }>
}

const ajv = new Ajv2020({ allErrors: true, strict: false })
addFormats.default(ajv)
const isProblem = ajv.compile(ProblemBody)

/** Binds the helpers to a running server. */
export function apiOf(server: TestServer): Api {
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const reply = await fetch(`${server.url}/api${path}`, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return checked(method, path, reply)
  }
  const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    checked(method, path, await server.api(method, path, body, headers))
  const account = `/accounts/${server.account.id}`
  const integration = async (scopes = ['contacts.readonly']) => {
    const { integrationId: id, secret, tokenId } = await server.createIntegration(scopes)
    return { path: `${account}/integrations/${id}`, id, secret, tokenId }
  }
  return Object.assign(api, {
    as: (secret: string) => (method: string, path: string, body?: unknown) =>
      send(method, path, body, { authorization: `Bearer ${secret}` }),
    nobody: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      send(method, path, body, headers),
    account,
    integration,
    rotating: async (scopes?: string[]) => {
      const { path, id, secret } = await integration(scopes)
      const { body } = await api('POST', `${path}/rotate`, { old: 'expireLater' })
      return { path, id, secret, newSecret: body.token.secret as string }
    },
    lastAudit: async () => (await api('GET', `${account}/audit?limit=1`)).body.items[0],
    async records() {
      // What an earlier test left to the timers must not fall between two counts.
      await endPastOverlaps(server.app.deps)
      return {
        audit: (await api('GET', `${account}/audit?limit=1`)).body.items[0].seq as number,
        events: await countEvents(server),
      }
    },
  })
}

async function countEvents(server: TestServer): Promise<number> {
  const { database } = server.app.deps
  return database.read(server.account.id, async db => {
    const { n } = await db
      .selectFrom('events')
      .select(eb => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    return Number(n)
  })
}

/** Throws when a reply is not as the contract has it. */
async function checked(method: string, path: string, reply: Response): Promise<ApiReply> {
  const text = await reply.text()
  const body = text === '' ? undefined : JSON.parse(text)
  const contract = contractFor(method, path)
  if (contract !== undefined) {
    const faults = reply.ok ? successFaults(contract, reply, body) : problemFaults(contract, reply, body)
    if (faults.length > 0) throw new Error(`${contract.id} ${reply.status}: ${faults.join('; ')}\n${text}`)
  }
  return { status: reply.status, headers: reply.headers, body }
}

function contractFor(method: string, path: string): Contract | undefined {
  const [plain = ''] = path.split('?')
  const fits = ({ on }: { on: string }) => {
    const [its, pattern = ''] = on.split(' ')
    return its === method && new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`).test(plain)
  }
  return ROUTES.find(fits)?.handler.contract
}

function successFaults(contract: Contract, reply: Response, body: unknown): string[] {
  if (reply.status !== contract.status) return [`the contract says ${contract.status}`]
  if (contract.reply === undefined) return body === undefined ? [] : ['a body where the contract has none']
  return ajv.validate(contract.reply, body) ? [] : [ajv.errorsText(ajv.errors)]
}

function problemFaults(contract: Contract, reply: Response, body: { code: ProblemCode; status: number }): string[] {
  if (!reply.headers.get('content-type')?.startsWith('application/problem+json'))
    return ['not application/problem+json']
  if (!isProblem(body)) return [ajv.errorsText(isProblem.errors)]
  const declared: readonly string[] = [...contract.problems, ...GENERAL_PROBLEMS]
  return [
    ...(body.status === reply.status ? [] : ['status differs from the status line']),
    ...(Object.hasOwn(PROBLEMS, body.code) ? [] : [`${body.code} is no code`]),
    ...(declared.includes(body.code) ? [] : [`${body.code} is not in the contract`]),
  ]
}
