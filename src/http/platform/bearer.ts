import type { IncomingMessage } from 'node:http'
import { bearerOf } from '../credentials.ts'

/** Why a request has no one bearer. */
export interface BearerFault {
  isAbsent: boolean
}

const ABSENT: BearerFault = { isAbsent: true }
const AMBIGUOUS: BearerFault = { isAbsent: false }
const NAME = 'authorization'

/**
 * The secret of the one Authorization header. Node keeps the first of two and drops the second, and another hop may have
 * believed the other one: two are refused, as is a token in the address.
 */
export function readOneBearer({ rawHeaders, headers, url = '' }: IncomingMessage): string | BearerFault {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (name.length === NAME.length && name.toLowerCase() === NAME) count++
  }
  if (count > 1 || /[?&]access_token=/i.test(url)) return AMBIGUOUS
  return bearerOf(headers.authorization) ?? ABSENT
}
