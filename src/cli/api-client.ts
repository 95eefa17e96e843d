import { PROBLEMS, Problem, type ProblemCode } from '../domain/problem.ts'
import { CommandFailure } from './failure.ts'

/** How a caller proves who they are. A token goes into a header and nowhere else. */
export type Credential =
  | { kind: 'token'; secret: string }
  | { kind: 'session'; cookie: string; confirm?: ConfirmIdentity }
  | { kind: 'none' }

/** One request of the management API. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  query?: Record<string, string | number | boolean | readonly string[] | undefined>
  body?: object
  /** Sent as it is, in place of a body; `headers` name its type. */
  file?: Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
}

export interface ApiReply {
  body: unknown
  cookie: string | undefined
}

/** Asks a person once more who they are, and gives the session's new cookie; undefined where nobody can be asked. */
export type ConfirmIdentity = () => Promise<string | undefined>

const TIMEOUT_MS = 30_000
const STREAM_TIMEOUT_MS = 3_600_000

/** Talks to a server's management API. Its refusals become the Problems that the actions throw here. */
export class ApiClient {
  readonly origin: string
  #credential: Credential
  readonly #agent: string

  constructor(origin: string, credential: Credential, agent: string) {
    this.origin = origin
    this.#credential = credential
    this.#agent = agent
  }

  async send(request: ApiRequest): Promise<ApiReply> {
    try {
      return await this.#sendOnce(request)
    } catch (error) {
      const isProofWanted = error instanceof Problem && error.code === 'reauthentication_required'
      const credential = this.#credential
      if (!isProofWanted || credential.kind !== 'session') throw error
      const cookie = await credential.confirm?.()
      if (cookie === undefined) throw error
      this.#credential = { kind: 'session', cookie }
      return this.#sendOnce(request)
    }
  }

  async #sendOnce(request: ApiRequest): Promise<ApiReply> {
    const reply = await this.#fetch(request)
    const text = await reply.text()
    const body = text === '' ? undefined : readJson(text, reply)
    if (!reply.ok) throw toProblem(body, reply)
    return { body, cookie: reply.headers.getSetCookie()[0]?.split(';')[0] }
  }

  /** The body, in the shape that the contract promises. */
  async get<Body>(request: ApiRequest): Promise<Body> {
    return (await this.send(request)).body as Body
  }

  /** A reply that may be long, as it comes. */
  async *stream(request: ApiRequest): AsyncGenerator<string> {
    const reply = await this.#fetch(request, STREAM_TIMEOUT_MS)
    if (!reply.ok || reply.body === null) throw toProblem(readJson(await reply.text(), reply), reply)
    for await (const piece of reply.body.pipeThrough(new TextDecoderStream())) yield piece
  }

  async #fetch(request: ApiRequest, timeoutMs = TIMEOUT_MS): Promise<Response> {
    const { method, path, query = {}, body, file, headers = {} } = request
    const url = new URL(`/api${path}`, this.origin)
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value ?? []].flat()) url.searchParams.append(name, String(one))
    }
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    try {
      // oxlint-disable-next-line eslint/no-restricted-globals -- the address is the operator's own choice, often a private one
      return await fetch(url, {
        method,
        headers: { accept: 'application/json', 'user-agent': this.#agent, ...json, ...this.#identity(), ...headers },
        body: body === undefined ? file : JSON.stringify(body),
        // A redirect would carry the credential to wherever it points.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
    } catch (error) {
      throw unreachable(this.origin, error)
    }
  }

  #identity(): Record<string, string> {
    switch (this.#credential.kind) {
      case 'token':
        return { authorization: `Bearer ${this.#credential.secret}` }
      case 'session':
        return { cookie: this.#credential.cookie }
      case 'none':
        return {}
    }
  }
}

function unreachable(origin: string, cause: unknown): CommandFailure {
  const { name, message, cause: deeper } = cause as Error & { cause?: Error & { code?: string } }
  const reason =
    name === 'TimeoutError' ? `no answer in ${TIMEOUT_MS / 1000} s` : (deeper?.code ?? deeper?.message ?? message)
  const says = `${origin} cannot be reached (${reason}).`
  return new CommandFailure('server_unreachable', 'unavailable', {
    says,
    hint: 'Check the address and that the server runs.',
    cause,
  })
}

function readJson(text: string, reply: Response): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw strange(reply, cause)
  }
}

function strange(reply: Response, cause?: unknown): CommandFailure {
  return new CommandFailure('server_answer_unexpected', 'unavailable', {
    says: `${new URL(reply.url).origin} answered ${reply.status} and nothing that this command understands.`,
    hint: 'Check that the address is that of the server itself, without a path.',
    cause,
  })
}

/** Everything beside the members of RFC 9457 is a fact of the problem. */
function toProblem(body: unknown, reply: Response): Error {
  const { type: _t, title: _s, status: _n, code, detail, fields, ...facts } = (body ?? {}) as Record<string, unknown>
  if (typeof code !== 'string' || !Object.hasOwn(PROBLEMS, code)) return strange(reply)
  return new Problem(code as ProblemCode, {
    detail: typeof detail === 'string' ? detail : undefined,
    fields: Array.isArray(fields) ? (fields as Problem['fields']) : undefined,
    facts,
  })
}
