import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** One request as a receiver got it. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
  json: Record<string, unknown>
}

/** What a receiver answers: a status with headers and a body, silence, or a broken line. */
export type Answer =
  | { status: number; headers?: Record<string, string>; body?: string | Buffer }
  | { hang: true }
  | { reset: true }
  | { drip: true }

/** A receiver of webhooks on this machine that remembers everything. */
export interface Receiver {
  url: string
  port: number
  received: Received[]
  /** What the next requests are answered with; 200 unless said. */
  answer: (request: Received) => Answer
  /** Resolves when so many requests have come. */
  waitFor(count: number): Promise<Received[]>
  /** Breaks the lines of those that were left hanging. */
  dropHeld(): void
  stop(): Promise<void>
}

/** Starts a receiver on a port of its own. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const held = new Set<Socket>()
  const waiting: { count: number; resolve: () => void }[] = []
  const receiver: Receiver = {
    url: '',
    port: 0,
    received: [],
    answer: () => ({ status: 200 }),
    async waitFor(count) {
      if (receiver.received.length < count) await new Promise<void>(resolve => waiting.push({ count, resolve }))
      return receiver.received
    },
    dropHeld() {
      for (const socket of held) socket.resetAndDestroy()
      held.clear()
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const server: Server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const received = {
        path: request.url ?? '',
        headers: request.headers,
        body,
        json: JSON.parse(body || '{}') as Record<string, unknown>,
      }
      receiver.received.push(received)
      for (const { count, resolve } of waiting) if (receiver.received.length >= count) resolve()
      const answer = receiver.answer(received)
      if ('hang' in answer) return void held.add(request.socket)
      if ('reset' in answer) return void request.socket.resetAndDestroy()
      if ('drip' in answer) {
        response.writeHead(200)
        const timer = setInterval(() => response.write('.'), 50)
        request.socket.once('close', () => clearInterval(timer))
        return
      }
      response.writeHead(answer.status, answer.headers)
      response.end(answer.body)
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  receiver.port = (server.address() as AddressInfo).port
  receiver.url = `http://127.0.0.1:${receiver.port}/hook`
  return receiver
}
