// A receiver for bench/webhooks.ts, in a process of its own: one port that answers at once and one that never does.
// It prints both ports. `GET /stats` on the first tells how many came and how old they were, `DELETE /stats` begins anew.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

const SENT_AT = /"sentMs": ?([\d.]+)/
let agesMs: number[] = []
let count = 0
let lastAtMs = 0
let duplicates = 0
let seen = new Set<string>()

const nowMs = () => performance.timeOrigin + performance.now()

const answer: RequestListener = (request, response) => {
  if (request.url === '/stats') {
    const report = JSON.stringify({ count, duplicates, lastAtMs, agesMs: agesMs.toSorted((a, b) => a - b) })
    if (request.method === 'DELETE') {
      ;[agesMs, count, duplicates, seen] = [[], 0, 0, new Set()]
    }
    response.end(report)
    return
  }
  let body = ''
  request.setEncoding('latin1')
  request.on('data', (chunk: string) => (body += chunk))
  request.on('end', () => {
    lastAtMs = nowMs()
    count += 1
    const sentAt = SENT_AT.exec(body)?.[1]
    // A million ages would be the receiver's memory, not the server's.
    if (sentAt !== undefined && agesMs.length < 200_000) agesMs.push(lastAtMs - Number(sentAt))
    const name = `${request.url} ${String(request.headers['webhook-id'])}`
    if (seen.has(name)) duplicates += 1
    else seen.add(name)
    response.end()
  })
}

const ports: number[] = []
for (const listener of [answer, () => {}] as RequestListener[]) {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener)
  server.listen(0, '127.0.0.1', () => {
    ports.push((server.address() as AddressInfo).port)
    if (ports.length === 2) process.stdout.write(`${ports.join(' ')}\n`)
  })
  await new Promise(resolve => server.once('listening', resolve))
}
