import { type LoadedPage, openPageClient, type PageClient } from './page-client.ts'
import type { TestServer } from './server.ts'

const SECRET = /pit_[0-9A-Za-z]{38}/

/** A created integration as its pages tell of it. */
export interface CreatedByPage {
  page: LoadedPage
  secret: string
  detail: string
}

/** The admin at the pages of the location's private integrations. */
export interface AdminAtPages {
  client: PageClient
  /** Address of the list. */
  list: string
  create(name?: string): Promise<CreatedByPage>
  /** Loads the form at a path and sends it. */
  submit(path: string, fields?: Record<string, string | string[]>): Promise<LoadedPage>
  /** The status of a call of API v2.0 with a secret. */
  callWith(secret: string): Promise<number>
}

/** Signs the admin in. */
export async function openAdminAtPages(server: TestServer): Promise<AdminAtPages> {
  const client = openPageClient(server.url)
  const list = `/accounts/${server.account.id}/private-integrations`
  await client.get('/sign-in')
  await client.post('/sign-in', { email: server.admin.email, password: server.admin.password })
  return {
    ...{ client, list },
    async create(name = 'Zapier bridge') {
      await client.get(`${list}/new`)
      const page = await client.post(list, { name, description: 'For tests', scopes: ['contacts.readonly'] })
      const detail = /action="(\/accounts\/[^"]+\/int_[0-9A-Za-z]{20})"/.exec(page.html)?.[1] ?? ''
      return { page, secret: secretIn(page), detail }
    },
    async submit(path, fields = {}) {
      await client.get(path)
      return client.post(path, fields)
    },
    async callWith(secret) {
      return (await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)).status
    },
  }
}

/** The secret that a page shows, or text that is none. */
export function secretIn(page: LoadedPage): string {
  return SECRET.exec(page.html)?.[0] ?? 'no secret'
}
