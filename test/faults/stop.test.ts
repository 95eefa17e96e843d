import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'

const FINISH_MS = 300

test('F19: a client that never ends the headers of its request does not hold up a stop', async () => {
  const server = await startTestServer({ counting: { finishMs: FINISH_MS } })
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  const ended = once(socket, 'close')
  socket.write('GET /healthz HTTP/1.1\r\nHost: node\r\n')
  const dripping = setInterval(() => socket.write('x: y\r\n'), 50)
  // One whole request behind it: the server has read what was sent before.
  await fetch(`${server.url}/healthz`)
  const startedMs = performance.now()
  await server.stop()
  clearInterval(dripping)
  expect(performance.now() - startedMs).toBeLessThan(FINISH_MS + 10_000)
  await ended
})
