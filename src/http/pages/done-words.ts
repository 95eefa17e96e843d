import type { FastifyRequest } from 'fastify'
import { queryOf } from './answer.ts'

/** What a redirect may have the next page say. A closed list: nobody puts words on our page by a link. */
const DONE = {
  saved: 'Changes saved. The token stays the same.',
  'rotation-cancelled': 'Rotation cancelled. The new token has stopped working; the old one is in use again.',
  'old-token-expired': 'The old token has stopped working.',
  'overlap-extended': 'The old token has more time.',
  disabled: 'Disabled. Requests are refused from now on.',
  enabled: 'Enabled. Requests are accepted again.',
  deleted: 'The integration was deleted. Its token has stopped working.',
} as const

export type Done = keyof typeof DONE

/** The sentence for `?done=`, if it is one of ours. */
export function doneWords(request: FastifyRequest): string | undefined {
  const done = queryOf(request, 'done') ?? ''
  return Object.hasOwn(DONE, done) ? DONE[done as Done] : undefined
}
