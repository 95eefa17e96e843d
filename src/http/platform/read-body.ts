import type { IncomingMessage } from 'node:http'
import { Problem } from '../../domain/problem.ts'
import { parseStrictJson } from '../../lib/strict-json.ts'
import { BODY_BYTES_MAX } from '../framing.ts'

/** Reads a JSON body, bounded and strictly. Throws Problem or JsonFault. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  requireType(request, 'application/json')
  return parseStrictJson(await readBytes(request))
}

/** Reads a form body. A parameter given twice means two things, and RFC 6749 refuses it. */
export async function readForm(request: IncomingMessage): Promise<Map<string, string>> {
  requireType(request, 'application/x-www-form-urlencoded')
  const form = new Map<string, string>()
  for (const [name, value] of new URLSearchParams((await readBytes(request)).toString('utf8'))) {
    if (form.has(name)) throw new Problem('request_malformed', { detail: `${name} must be given once.` })
    form.set(name, value)
  }
  return form
}

function requireType({ headers }: IncomingMessage, type: string): void {
  const given = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  const encoding = headers['content-encoding'] ?? 'identity'
  if (given === type && encoding.toLowerCase() === 'identity') return
  throw new Problem('content_type_unsupported', { detail: `Send the body as ${type}, without a Content-Encoding.` })
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = () =>
    new Problem('request_too_large', { detail: `The body must be at most ${BODY_BYTES_MAX} bytes.` })
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= BODY_BYTES_MAX) chunks.push(chunk)
      else reject(tooLarge())
    })
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
    request.once('error', reject)
    request.once('aborted', () => reject(new Problem('request_malformed', { detail: 'The request was broken off.' })))
  })
}
