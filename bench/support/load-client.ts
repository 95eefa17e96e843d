/**
 * A load generator in a process of its own: `node load-client.ts`, with its orders as JSON by standard input. Keep-alive
 * connections, one request on each at a time, for a span. Prints one JSON line: requests answered, and how many of
 * them with another status than expected. It reads no more of a reply than it must, so that the server stays the
 * slower side.
 */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/** What to send, where, how long. `requests` are whole HTTP/1.1 requests that the connections take turns with. */
export interface LoadOrders {
  port: number
  requests: string[]
  expectedStatus: number | 'any'
  connections: number
  ms: number
  /** Between a reply and the next request of a connection; none unless said. */
  thinkMs?: number
}

/** What came back. */
export interface LoadResult {
  answered: number
  unexpected: number
  perSecond: number
}

// An environment has no room for the requests of ten thousand tokens: those come by standard input.
const orders = JSON.parse(process.env.LOAD_ORDERS ?? (await text(process.stdin))) as LoadOrders
const requests = orders.requests.map(text => Buffer.from(text))
const expected = Buffer.from(String(orders.expectedStatus))
const isAny = orders.expectedStatus === 'any'
let answered = 0
let unexpected = 0
let turn = 0
let isOver = false
process.once('SIGTERM', () => void (isOver = true))

const startedMs = performance.now()
await Promise.all(Array.from({ length: orders.connections }, keepAsking))
const perSecond = answered / ((performance.now() - startedMs) / 1000)
process.stdout.write(`${JSON.stringify({ answered, unexpected, perSecond } satisfies LoadResult)}\n`)

async function keepAsking(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ port: orders.port, host: '127.0.0.1', noDelay: true })
    const ask = () => socket.write(requests[turn++ % requests.length] ?? '')
    let partial: Buffer | undefined
    socket.once('connect', ask)
    socket.once('error', reject)
    socket.once('close', () => resolve())
    socket.on('data', chunk => {
      const reply = partial === undefined ? chunk : Buffer.concat([partial, chunk])
      if (!isWhole(reply)) {
        partial = reply
        return
      }
      partial = undefined
      answered++
      if (!isAny && !reply.subarray(9, 12).equals(expected)) unexpected++
      if (isOver || performance.now() - startedMs >= orders.ms) socket.end()
      else if (orders.thinkMs) setTimeout(ask, orders.thinkMs)
      else ask()
    })
  })
}

/** True when headers and as many bytes of body as they announce are here. */
function isWhole(reply: Buffer): boolean {
  const headerEnd = reply.indexOf('\r\n\r\n')
  if (headerEnd === -1) return false
  const head = reply.toString('latin1', 0, headerEnd)
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
  return reply.length >= headerEnd + 4 + length
}
