import type { Static, TSchema } from 'typebox'
import type { Contract } from '../../../src/contract/contract.ts'
import { askPerson, type ChallengeReason } from './challenge.ts'
import { isOnline, lostConnection } from './connection.ts'
import { newKey } from './new-key.ts'
import { ApiProblem, readProblem } from './problem.ts'

type StaticOf<S> = S extends TSchema ? Static<S> : undefined
export type ReplyOf<C extends Contract> = StaticOf<C['reply']>
export type BodyOf<C extends Contract> = StaticOf<C['body']>

/** What a call takes beside its address. */
export interface CallInput<C extends Contract> {
  query?: Record<string, string | number | boolean | readonly string[] | undefined>
  body?: BodyOf<C>
  /** A file as the body, whole, under its own type. */
  file?: { type: string; content: Blob }
  /** The version a change is meant for; someone else's newer one then answers version_stale. */
  ifMatch?: number
  signal?: AbortSignal
  /** For a POST that the person may send again after a failure: the same key makes it happen once. */
  idempotencyKey?: string
}

const WAIT_DEFAULT_MS = 1000
const WAIT_MOST_MS = 5000
const TRIES = 3

/** What the dialog itself calls. */
const SIGNS_IN = /^POST \/session(\/|$)/

/** Codes that a person can mend at once; the call is then sent again. */
const MENDABLE: Partial<Record<string, ChallengeReason>> = {
  session_required: 'session-ended',
  reauthentication_required: 'confirm-identity',
}

/**
 * Calls the management API: `call<typeof GET_ME>('GET /me')`. Throws ApiProblem. A session that ended is mended in place,
 * and the call sent again with what it had; a busy server (503) is asked again where that cannot do a thing twice.
 */
export async function call<C extends Contract>(on: string, input: CallInput<C> = {}): Promise<ReplyOf<C>> {
  const request = toRequest(on, input)
  for (let attempt = 1; ; attempt += 1) {
    const reply = await send(request)
    if (reply.ok) return (reply.status === 204 ? undefined : await reply.json()) as ReplyOf<C>
    const problem = await readProblem(reply)
    const reason = MENDABLE[problem.code]
    if (reason !== undefined && !SIGNS_IN.test(on)) {
      if (await askPerson(reason)) continue
      throw problem
    }
    if (reply.status !== 503 || attempt >= TRIES || !isRepeatable(request)) throw problem
    await wait(retryAfterMs(reply))
  }
}

function toRequest<C extends Contract>(on: string, input: CallInput<C>): [address: string, init: RequestInit] {
  const [method = 'GET', path = ''] = on.split(' ')
  const headers: Record<string, string> = { accept: 'application/json' }
  const sent = contentOf(input)
  if (sent !== undefined) headers['content-type'] = sent.type
  if (input.ifMatch !== undefined) headers['if-match'] = `"${input.ifMatch}"`
  if (method === 'POST' && !SIGNS_IN.test(on)) headers['idempotency-key'] = input.idempotencyKey ?? newKey()
  return [
    `/api${path}${queryText(input.query)}`,
    { method, headers, body: sent?.content ?? null, signal: input.signal ?? null },
  ]
}

function contentOf({ body, file }: CallInput<Contract>): { type: string; content: Blob | string } | undefined {
  return file ?? (body === undefined ? undefined : { type: 'application/json', content: JSON.stringify(body) })
}

async function send([address, init]: [string, RequestInit]): Promise<Response> {
  try {
    const reply = await fetch(address, init)
    if (!isOnline.get()) isOnline.set(true)
    return reply
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    lostConnection()
    throw new ApiProblem({ code: 'offline', status: 0, detail: 'The server cannot be reached at the moment.' })
  }
}

/** Reading does nothing twice, and neither does a POST under its key. */
function isRepeatable([, { method, headers }]: [string, RequestInit]): boolean {
  return method === 'GET' || (method === 'POST' && 'idempotency-key' in (headers as object))
}

function retryAfterMs(reply: Response): number {
  const seconds = Number(reply.headers.get('retry-after'))
  return Math.min(WAIT_MOST_MS, seconds > 0 ? seconds * 1000 : WAIT_DEFAULT_MS)
}

function wait(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

function queryText(query: CallInput<Contract>['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().flatMap(one => (one === undefined || one === '' ? [] : [[name, String(one)]])),
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
