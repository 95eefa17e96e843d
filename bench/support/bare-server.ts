/** The base of all ratios: a bare node:http reply of 60 bytes. Prints its port when it listens. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const body = JSON.stringify({ ok: true, padding: 'x'.repeat(33) })
const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
const server = createServer((_request, response) => {
  response.writeHead(200, headers)
  response.end(body)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
