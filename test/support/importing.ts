import { expect, vi } from 'vitest'
import { runImport } from '../../src/actions/import-run.ts'
import type { ContactImportView } from '../../src/contract/contact-imports.ts'
import { isOpen } from '../../src/domain/contact-import.ts'
import type { TestServer } from './server.ts'

export interface PostedImport {
  status: number
  body: Record<string, unknown> & { import: ContactImportView }
}

/** Calls of the management API that send files of contacts, as the admin unless headers say otherwise. */
export interface Importing {
  post(csv: string | Buffer, query?: string, headers?: Record<string, string>): Promise<PostedImport>
  postTo(accountId: string, csv: string | Buffer): Promise<PostedImport>
  /** Imports a file to its end: this node's own worker takes it, or the test does. */
  imported(csv: string, query?: string): Promise<ContactImportView>
  finished(importId: string): Promise<ContactImportView>
}

/** Binds the helpers to a running server. */
export function importingAt(server: TestServer): Importing {
  async function send(
    accountId: string,
    csv: string | Buffer,
    rest: { query: string; headers: Record<string, string> },
  ) {
    const { query, headers } = rest
    const session = headers.authorization === undefined ? { cookie: await server.signIn(), origin: server.url } : {}
    const reply = await fetch(`${server.url}/api/accounts/${accountId}/imports${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...session, ...headers },
      body: typeof csv === 'string' ? csv : new Uint8Array(csv),
    })
    return { status: reply.status, body: (await reply.json()) as PostedImport['body'] }
  }
  async function finished(importId: string) {
    const ref = { accountId: server.account.id, importId }
    await runImport(server.app.deps, { workerId: 'wrk_test', ref })
    return vi.waitFor(async () => {
      const reply = await server.api('GET', `/accounts/${server.account.id}/imports/${importId}`)
      const body = (await reply.json()) as PostedImport['body']
      expect(isOpen(body.import)).toBe(false)
      return body.import
    })
  }
  const post: Importing['post'] = (csv, query = '', headers = {}) => send(server.account.id, csv, { query, headers })
  return {
    post,
    postTo: (accountId, csv) => send(accountId, csv, { query: '', headers: {} }),
    async imported(csv, query) {
      const { status, body } = await post(csv, query)
      expect(body).toMatchObject({ import: {} })
      expect(status).toBe(201)
      return finished(body.import.id)
    },
    finished,
  }
}
