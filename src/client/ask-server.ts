import type { Report, ReportAnswer } from './call-reporter.ts'
import type { Call, Identity, RefusalCode } from './identity.ts'
import type { LimitsTold } from './local-limits.ts'

/** Where questions go. */
export interface Server {
  url: string
  platformKey: string
  timeoutMs: number
}

/** What the server knows of a token. */
export type Answer = Partial<Identity> & {
  active: boolean
  code?: RefusalCode
  retryAfterSeconds?: number
  limits?: LimitsTold
  /** From some addresses only: such a token is asked about at every call. */
  addressBound?: boolean
}

/** POST /verify. Undefined when the server gave no answer that decides. */
export async function askServer(server: Server, secret: string, call: Call): Promise<Answer | undefined> {
  try {
    const reply = await post(server, '/verify', { token: secret, ...call })
    return reply.status === 200 ? ((await reply.json()) as Answer) : undefined
  } catch {
    return undefined
  }
}

/** POST /verify/calls. What may have arrived is not sent again: a call that is not seen is better than one seen twice. */
export async function sendReport(server: Server, report: Report): Promise<ReportAnswer | 'later' | undefined> {
  try {
    const reply = await post(server, '/verify/calls', report)
    if (reply.status === 200) return (await reply.json()) as ReportAnswer
    return reply.status === 503 || reply.status === 429 ? 'later' : undefined
  } catch (error) {
    return isRefused(error) ? 'later' : undefined
  }
}

function post({ url, platformKey, timeoutMs }: Server, path: string, body: unknown): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${platformKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  })
}

function isRefused(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string } }
  return cause?.code === 'ECONNREFUSED'
}
