import { type Exchange, printExchange, printTitle, printVerdict } from './paper.ts'

/** One request of the story. */
export interface Ask {
  on: string
  body?: unknown
  token?: string
  show?: readonly string[]
  expect: number
  /** What the reply proves, in a sentence; printed behind a tick. */
  proves: string
  /** Beyond the status: must be true of the reply. */
  check?(reply: Reply): boolean
}

export interface Reply {
  // oxlint-disable-next-line typescript/no-explicit-any -- each step knows the shape of its own reply
  body: any
  headers: Headers
}

/** The story does not go on after a reply that it did not expect. */
export class UnexpectedReply extends Error {}

/** Sends the story's requests, prints them with their replies, and holds each against what was expected. */
export class Storyteller {
  requests = 0
  #titles = 0
  #cookie: string | undefined
  readonly #url: string
  readonly #locationVersion = '2021-07-28'

  constructor(url: string) {
    this.#url = url
  }

  title(text: string): void {
    printTitle(++this.#titles, text)
  }

  async ask(ask: Ask): Promise<Reply> {
    const exchange = await this.#send(ask)
    const { expect, proves, check = () => true } = ask
    const reply = { body: exchange.replyBody, headers: exchange.replyHeaders }
    const isRight = exchange.status === expect && check(reply)
    printExchange(exchange)
    printVerdict(isRight, isRight ? proves : `expected ${expect} and: ${proves}`)
    if (!isRight) throw new UnexpectedReply(`${ask.on} answered ${exchange.status}`)
    return reply
  }

  async #send({ on, body, token, show = [] }: Ask): Promise<Exchange> {
    const [method = '', path = ''] = on.split(' ')
    const requestHeaders = this.#identity(token, path)
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const headers = { ...requestHeaders, ...json }
    const reply = await fetch(this.#url + path, { method, headers, body: JSON.stringify(body) })
    this.requests++
    this.#cookie = sessionCookie(reply) ?? this.#cookie
    const text = await reply.text()
    return {
      ...{ method, path, requestHeaders, requestBody: hidePassword(body), show },
      ...{ status: reply.status, statusText: reply.statusText, replyHeaders: reply.headers },
      replyBody: text === '' ? undefined : JSON.parse(text),
    }
  }

  #identity(token: string | undefined, path: string): Record<string, string> {
    if (token !== undefined) {
      return { Authorization: `Bearer ${token}`, ...(path.startsWith('/v2') ? { Version: this.#locationVersion } : {}) }
    }
    return this.#cookie === undefined ? {} : { Cookie: this.#cookie }
  }
}

function hidePassword(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'password' in body ? { ...body, password: '…' } : body
}

/** A sign-in also marks the browser as one that is known; the session is what counts here. */
function sessionCookie(reply: Response): string | undefined {
  const cookies = reply.headers.getSetCookie().map(line => line.split(';')[0] ?? '')
  return cookies.find(cookie => cookie.startsWith('pit_session='))
}
