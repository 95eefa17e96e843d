import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { Problem } from '../domain/problem.ts'
import { FramingProblem, HEADER_BYTES_MAX, URL_BYTES_MAX } from './framing.ts'
import { presentProblem, statusOf } from './problem-reply.ts'

const REASON: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
}

const WIRE_PATH = /^[A-Z]+ \/v[12](?:[/? ]|$)/

/** Answers what never became a request, in the dialect of the path it was meant for, and closes the connection. Gives the status. */
export function answerClientError(error: ConnectionError, socket: Socket): number | undefined {
  const isAnswering = (socket as { _httpMessage?: { headersSent?: boolean } })._httpMessage?.headersSent === true
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering) {
    socket.destroy()
    return undefined
  }
  const firstLine = firstLineOf(error)
  const [status, body, type] = WIRE_PATH.test(firstLine) ? wireReply(error, firstLine) : problemReply(error, firstLine)
  socket.end(
    [
      `HTTP/1.1 ${status} ${REASON[status]}`,
      `content-type: ${type}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
  return status
}

type RawReply = [status: number, body: string, type: string]

function problemReply(error: ConnectionError, firstLine: string): RawReply {
  const [status, problem] = readClientError(error, firstLine)
  return [status, JSON.stringify({ ...presentProblem(problem), status }), 'application/problem+json']
}

function wireReply(error: ConnectionError, firstLine: string): RawReply {
  const [status, problem] = readClientError(error, firstLine)
  return [status, JSON.stringify({ statusCode: status, message: problem.message }), 'application/json; charset=utf-8']
}

function readClientError(error: ConnectionError, firstLine: string): [status: number, problem: Problem] {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return [408, new Problem('request_malformed', { detail: 'The request did not arrive in time.' })]
  }
  if (error.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return [413, new Problem('request_too_large')]
  if (error.code !== 'HPE_HEADER_OVERFLOW') return [400, new Problem('request_malformed')]
  const isUrl = firstLine.length > URL_BYTES_MAX
  const problem = isUrl
    ? new FramingProblem(414, 'request_too_large', `The address must be at most ${URL_BYTES_MAX} bytes long.`)
    : new FramingProblem(431, 'request_too_large', `The headers must be at most ${HEADER_BYTES_MAX} bytes together.`)
  return [statusOf(problem), problem]
}

/** Only of the packet that failed: enough to tell the dialect, and whether the address itself is what is too long. */
function firstLineOf(error: ConnectionError): string {
  const packet = (error.rawPacket as unknown as Buffer | undefined) ?? Buffer.alloc(0)
  const end = packet.indexOf('\r\n')
  return packet.subarray(0, end === -1 ? packet.length : end).toString('latin1')
}
