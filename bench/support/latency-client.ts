/**
 * Measures how long answers take: `node latency-client.ts`, with its orders as JSON on stdin. Keep-alive connections, one
 * request on each at a time. Prints one JSON line. A process of its own, so that it takes no time from who answers.
 */
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** One request of a run. */
export interface Ask {
  method: string
  path: string
  headers: Record<string, string>
  body?: string
}

export interface LatencyOrders {
  port: number
  asks: Ask[]
  /** Asked once each before anything is measured. */
  warmUp: number
  count: number
  connections: number
}

/** Times in milliseconds; `faults` holds the first answers that were no success. */
export interface Latency {
  p50: number
  p99: number
  perSecond: number
  faults: string[]
}

const orders = JSON.parse(await text(process.stdin)) as LatencyOrders
const agent = new Agent({ keepAlive: true, maxSockets: orders.connections })
const faults: string[] = []

for (let turn = 0; turn < orders.warmUp; turn++) await ask(turn)
const times: number[] = []
let next = orders.warmUp
const startedMs = performance.now()
await Promise.all(Array.from({ length: orders.connections }, keepAsking))
const seconds = (performance.now() - startedMs) / 1000
agent.destroy()
times.sort((a, b) => a - b)
const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
const result: Latency = { p50: at(0.5), p99: at(0.99), perSecond: times.length / seconds, faults: faults.slice(0, 3) }
process.stdout.write(`${JSON.stringify(result)}\n`)

async function keepAsking(): Promise<void> {
  while (next < orders.warmUp + orders.count) {
    const begun = performance.now()
    await ask(next++)
    times.push(performance.now() - begun)
  }
}

function ask(turn: number): Promise<void> {
  const { method, path, headers, body } = orders.asks[turn % orders.asks.length] as Ask
  return new Promise((resolve, reject) => {
    const sent = request({ port: orders.port, host: '127.0.0.1', agent, method, path, headers }, reply => {
      let answer = ''
      reply.setEncoding('utf8')
      reply.on('data', piece => (answer += piece))
      reply.on('end', () => {
        if ((reply.statusCode ?? 500) >= 300) faults.push(`${reply.statusCode} ${answer.slice(0, 200)}`)
        resolve()
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
