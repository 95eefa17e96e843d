import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEndpoint } from '../../src/actions/webhook-endpoints.ts'
import { LIFECYCLE_EVENTS } from '../../src/domain/event.ts'
import { scopesFor } from '../../src/domain/scope.ts'
import { type DeliveringServer, startDeliveringServer } from '../support/delivering-server.ts'
import { OPERATOR } from '../support/integration.ts'
import { addTenant } from '../support/people.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let house: DeliveringServer
let receiver: Receiver
beforeAll(async () => {
  house = await startDeliveringServer()
  receiver = await startReceiver()
})
afterAll(async () => {
  await receiver.stop()
  await house.stop()
})

const TENANTS = 4

test(`S58: over ${TENANTS} companies with an agency and a location each, each kind of event reaches its own account’s endpoint and no other`, async () => {
  const { server } = house
  const tenants = await Promise.all(Array.from({ length: TENANTS }, (_, n) => addTenant(server, `Company ${n}`)))
  const { deps } = server.app
  const accounts = tenants.flatMap(({ agency, location }) => [agency, location])
  const typesOf = new Map<string, string[]>()
  for (const { id: accountId, kind } of accounts) {
    const scopes = scopesFor(kind)
    const types = [...new Set([...scopes.flatMap(({ events }) => events), ...LIFECYCLE_EVENTS])]
    const { integrationId } = await server.createIntegration(
      scopes.map(({ scope }) => scope),
      accountId,
    )
    const draft = { integrationId, url: `${receiver.url}/${accountId}`, events: types, description: '' }
    await createEndpoint(deps, OPERATOR, { accountId, draft })
    typesOf.set(accountId, types)
  }
  for (const [accountId, types] of typesOf) {
    const createdAt = deps.clock.now()
    await deps.database.transact(accountId, async db => {
      const rows = types.map(type => ({
        ...{ account_id: accountId, id: deps.ids.next('evt'), type, created_at: createdAt },
        body: JSON.stringify({ type, mark: accountId }),
      }))
      await db.insertInto('events').values(rows).execute()
    })
  }
  const count = [...typesOf.values()].flat().length
  const received = await receiver.waitFor(count)
  const strays = received.filter(({ path, json }) => path !== `/hook/${json.mark}`)
  expect(strays).toEqual([])
  const pairs = new Set(received.map(({ path, json }) => `${path} ${json.type}`))
  expect(pairs.size).toBe(count)
})
