import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ConsoleFile } from './console-build.ts'

const KEEP_FOR_EVER = 'public, max-age=31536000, immutable'

/** Sends a file of the build, compressed where the browser takes it. Nothing in it is anyone's, so it may be kept. */
export function sendConsoleFile(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): FastifyReply {
  reply.header('cache-control', KEEP_FOR_EVER).header('etag', file.etag).header('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  const accepted = request.headers['accept-encoding'] ?? ''
  if (file.brotli !== undefined && /\bbr\b/.test(accepted)) {
    return reply.type(file.type).header('content-encoding', 'br').send(file.brotli)
  }
  if (file.gzip !== undefined && /\bgzip\b/.test(accepted)) {
    return reply.type(file.type).header('content-encoding', 'gzip').send(file.gzip)
  }
  return reply.type(file.type).send(file.bytes)
}
