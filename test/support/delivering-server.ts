import { sql } from 'kysely'
import { systemClock } from '../../src/lib/clock.ts'
import { type Api, apiOf } from './api.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './server.ts'

/** A server that delivers for real, to receivers on this machine, with a clock that shows about the real time. */
export interface DeliveringServer {
  server: TestServer
  api: Api
  /** Makes an endpoint of a fresh integration (or another) at a receiver. */
  subscribe(wish: { url: string; events?: string[]; scopes?: string[]; integrationId?: string }): Promise<Subscription>
  /** Makes a contact through API v2.0, so that ContactCreate is published. Gives its id. */
  createContact(name?: string): Promise<string>
  /**
   * Waits until all that happened is handed out. What waits goes to whoever may hear by then: only afterwards can it be said
   * that an endpoint missed it.
   */
  handedOut(): Promise<void>
  /** The newest deliveries of an endpoint. */
  deliveries(path: string): Promise<any[]>
  /** One delivery as soon as it fits. */
  deliveryThat(path: string, fits: (delivery: any) => boolean): Promise<any>
  stop(): Promise<void>
}

export interface Subscription {
  path: string
  id: string
  integrationId: string
  signingSecret: string
}

const SCOPES = ['contacts.readonly', 'contacts.write']

export async function startDeliveringServer(
  options: TestServerOptions & { timeoutMs?: number } = {},
): Promise<DeliveringServer> {
  const { timeoutMs, ...rest } = options
  const server = await startTestServer({
    ...rest,
    world: {
      allowedTargets: ['127.0.0.1', 'receiver.test'],
      resolveName: async name => [name.endsWith('.test') ? '127.0.0.1' : '93.184.216.34'],
      delivery: { concurrency: 200, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
      ...rest.world,
    },
  })
  if (options.clock === undefined) server.clock.set(systemClock.now())
  const api = apiOf(server)
  const writer = await server.createIntegration(SCOPES)
  const deliveries: DeliveringServer['deliveries'] = async path =>
    (await api('GET', `${path}/deliveries?limit=100`)).body.items
  return {
    server,
    api,
    async subscribe({ url, events = ['ContactCreate'], scopes = SCOPES, integrationId }) {
      const id = integrationId ?? (await api.integration(scopes)).id
      const { body, status } = await api('POST', `${api.account}/webhook-endpoints`, { integrationId: id, url, events })
      if (status !== 201) throw new Error(JSON.stringify(body))
      const path = `${api.account}/webhook-endpoints/${body.endpoint.id}`
      return { path, id: body.endpoint.id, integrationId: id, signingSecret: body.signingSecret }
    },
    async createContact(name = 'Noor') {
      const { locationId } = server.account
      const reply = await server.v2(writer.secret, 'POST', '/contacts/', { locationId, firstName: name })
      if (reply.status !== 201) throw new Error(`contact answered ${reply.status}: ${await reply.text()}`)
      return ((await reply.json()) as { contact: { id: string } }).contact.id
    },
    async handedOut() {
      const waiting = () =>
        server.app.deps.database.read(server.account.id, db => sql`select 1 from event_queue limit 1`.execute(db))
      while ((await waiting()).rows.length > 0) await new Promise(resolve => setTimeout(resolve, 10))
    },
    deliveries,
    async deliveryThat(path, fits) {
      for (;;) {
        const found = (await deliveries(path)).find(fits)
        if (found !== undefined) return (await api('GET', `${path}/deliveries/${found.id}`)).body.delivery
        server.app.webhooks.wake()
        await new Promise(resolve => setTimeout(resolve, 10))
      }
    },
    stop: () => server.stop(),
  }
}
