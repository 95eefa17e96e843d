import { createHighLevelClient } from '@gnosticdev/highlevel-sdk'
import type { ClientServer } from './client-server.ts'
import type { ReplyWatch } from './watch-replies.ts'

export type SecondClient = ReturnType<typeof connectWith>

/** The client over native fetch with a new token. What works with the official one alone is a fault. */
export async function connectSecondClient(
  server: ClientServer,
  { scopes, watch }: { scopes: string[]; watch: ReplyWatch },
): Promise<SecondClient> {
  const { secret } = await server.createIntegration(scopes)
  return connectWith(secret, `${server.url}/v2`, watch)
}

/** Nothing but the documented base URL is changed. */
function connectWith(privateToken: string, baseUrl: string, watch: ReplyWatch) {
  const watchedFetch = async (request: Request): Promise<Response> => {
    const reply = await fetch(request)
    const { method, url } = request
    watch.see({ method, url, status: reply.status, body: await reply.clone().json() })
    return reply
  }
  const config = { baseUrl, fetch: watchedFetch }
  return createHighLevelClient(config, 'integration', { privateToken, accessType: 'Sub-Account' })
}

/** The data of a reply that must be a success. */
export async function dataOf<T>(call: Promise<{ data?: T; error?: unknown }>): Promise<T> {
  const { data, error } = await call
  if (data === undefined) throw new Error(`refused: ${JSON.stringify(error)}`)
  return data
}
