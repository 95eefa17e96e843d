import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../domain/problem.ts'
import { parseStrictJson } from '../lib/strict-json.ts'
import { BODY_BYTES_MAX } from './framing.ts'

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i

/** From here down a body is strict JSON or refused: no form, no text, no other encoding. */
export function acceptOnlyJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
    async (request: FastifyRequest, bytes: Buffer) => {
      const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1]
      if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw new Problem('content_type_unsupported')
      // Clients name the type on every call, also where they send no body.
      return bytes.length === 0 ? undefined : parseStrictJson(bytes)
    },
  )
}
