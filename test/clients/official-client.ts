import { HighLevel } from '@gohighlevel/api-client'
import { operations } from '../../src/crm/operations.ts'
import type { ClientServer } from './client-server.ts'
import type { ReplyWatch } from './watch-replies.ts'

/** Every scope that the served operations ask for. */
export const ALL_SCOPES = [...new Set(operations.map(operation => operation.scope))]

/** The official client with a new token, and nothing changed but the base URL. */
export async function connectOfficialClient(
  server: ClientServer,
  { scopes, accountId, watch }: { scopes: string[]; accountId?: string; watch?: ReplyWatch },
): Promise<HighLevel> {
  const { secret } = await server.createIntegration(scopes, accountId)
  const client = officialClient(server, secret)
  const http = client.getHttpClient()
  http.interceptors.response.use(reply => {
    const method = (reply.config.method ?? 'get').toUpperCase()
    watch?.see({ method, url: http.getUri(reply.config), status: reply.status, body: reply.data })
    return reply
  })
  return client
}

export function officialClient(server: ClientServer, privateIntegrationToken: string): HighLevel {
  const client = new HighLevel({ privateIntegrationToken, logLevel: 'none' })
  const http = client.getHttpClient()
  http.defaults.baseURL = `${server.url}/v2`
  http.defaults.proxy = false
  return client
}

/** The id of a thing in a reply; the client's types say that it may be missing. */
export function idOf(thing: { id?: string } | undefined): string {
  if (thing?.id === undefined) throw new Error('the reply has no id')
  return thing.id
}
