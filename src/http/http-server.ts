import { createServer, type RequestListener, type Server } from 'node:http'
import { HEADER_BYTES_MAX, HEADER_COUNT_MAX, URL_BYTES_MAX } from './framing.ts'
import type { Lane } from './platform/lane.ts'

const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const KEEP_ALIVE_TIMEOUT_MS = 5_000
/** How often the two limits above are looked after. Node's own 30 s would let a slow client stay four times as long. */
const CHECK_CONNECTIONS_EVERY_MS = 1_000
/** A client that takes no bytes for this long is gone. */
const IDLE_SOCKET_MS = 60_000
const CONNECTIONS_MAX = 10_000

/** The listening server with its limits. What the lane does not answer goes to Fastify. */
export function createHttpServer(fastify: RequestListener, lane: Lane): Server {
  const server = createServer(
    {
      // The parser's own limit leaves room for address and headers, so that each is refused by its own name.
      maxHeaderSize: URL_BYTES_MAX + 2 * HEADER_BYTES_MAX,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_CONNECTIONS_EVERY_MS,
    },
    (request, response) => {
      if (!lane.takes(request, response)) fastify(request, response)
    },
  )
  server.setTimeout(IDLE_SOCKET_MS)
  // Beyond this Node drops headers silently; it must lie above the count at which we refuse.
  server.maxHeadersCount = 2 * HEADER_COUNT_MAX
  server.maxConnections = CONNECTIONS_MAX
  server.on(
    'connect',
    (_request, socket) => void socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n'),
  )
  return server
}
