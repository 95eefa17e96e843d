import { afterAll, beforeAll, expect, test } from 'vitest'
import { runImport } from '../../src/actions/import-run.ts'
import { type Importing, importingAt } from '../support/importing.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let importing: Importing
beforeAll(async () => {
  server = await startTestServer()
  importing = importingAt(server)
})
afterAll(() => server.stop())

const rows = (prefix: string, count: number) =>
  `email,name\n${Array.from({ length: count }, (_, index) => `${prefix}${index}@long.test,${prefix} Person${index}`).join('\n')}\n`

async function created(prefix: string): Promise<number> {
  const { secret } = await server.createIntegration(['contacts.readonly'])
  const body = { locationId: server.account.locationId, query: `${prefix} person`, pageLimit: 1 }
  const reply = await server.v2(secret, 'POST', '/contacts/search', body)
  return ((await reply.json()) as { total: number }).total
}

test('an import goes on behind the last committed row, once the lease of a worker that died is over', async () => {
  const { deps } = server.app
  const { body } = await importing.post(rows('lost', 1200))
  const ref = { accountId: server.account.id, importId: body.import.id }
  let batches = 0
  const dying: typeof deps.importBatch = async (place, batch) => {
    if (++batches === 2) throw Object.assign(new Error('the line went dead'), { code: 'ECONNRESET' })
    return deps.importBatch(place, batch)
  }
  const run = runImport({ ...deps, importBatch: dying }, { workerId: 'wrk_dying', ref })
  const didDie = await run.then(
    () => false,
    () => true,
  )
  if (didDie) {
    expect(await runImport(deps, { workerId: 'wrk_next', ref })).toBe(false)
    server.clock.advance('9 seconds')
  }
  expect(await importing.finished(ref.importId)).toMatchObject({ rowsDone: 1200, created: 1200, skipped: 0 })
  expect(await created('lost')).toBe(1200)
})

test('a cancelled import goes on when the same file is sent again; what was in stays', async () => {
  const csv = rows('stop', 700)
  const { body } = await importing.post(csv)
  const path = `/accounts/${server.account.id}/imports/${body.import.id}`
  const cancelled = (await (await server.api('POST', `${path}/cancel`)).json()) as typeof body
  expect(['cancelled', 'finished']).toContain(cancelled.import.state)
  const again = await importing.post(csv)
  expect(again.body.import.id).toBe(body.import.id)
  expect(await importing.finished(body.import.id)).toMatchObject({ state: 'finished', rowsDone: 700, created: 700 })
  expect(await created('stop')).toBe(700)
})
