import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../domain/problem.ts'

/** Whole files that one node holds in memory at a time. */
const UPLOADS_MAX = 3

/** Lets the routes of this scope take a file of one type as their body, whole and in memory, a few at a time. */
export function acceptUpload(scope: FastifyInstance, { type, bytesMax }: { type: string; bytesMax: number }): void {
  let running = 0
  scope.addContentTypeParser(
    type,
    { parseAs: 'buffer', bodyLimit: bytesMax },
    async (_: FastifyRequest, file: Buffer) => file,
  )
  // Behind the credential's check and before the first byte of the body.
  scope.addHook('preParsing', async (_request, reply) => {
    if (running >= UPLOADS_MAX) {
      throw new Problem('temporary_reduced_capacity', {
        detail: 'Other files are on their way in. Try again in a moment.',
      })
    }
    running++
    reply.raw.once('close', () => running--)
  })
}

/** The file of such a request. */
export function uploadOf(request: FastifyRequest, type: string): Buffer {
  const file = request.body
  if (Buffer.isBuffer(file)) return file
  throw new Problem('content_type_unsupported', { detail: `Send the file as the body, with the Content-Type ${type}.` })
}
