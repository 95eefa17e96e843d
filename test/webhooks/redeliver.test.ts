import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DeliveringServer, startDeliveringServer } from '../support/delivering-server.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let house: DeliveringServer
let receiver: Receiver
beforeAll(async () => {
  house = await startDeliveringServer({ timeoutMs: 300 })
})
afterAll(() => house.stop())
beforeEach(async () => {
  receiver = await startReceiver()
  // What the tests before made lies before this one's moments.
  house.server.clock.advance('1 minute')
})
afterEach(() => receiver.stop())

const names = () => receiver.received.map(({ json }) => json.firstName)
const sinceNow = () => house.server.clock.now().toISOString()
const succeeded = async (path: string) =>
  (await house.deliveries(path)).filter(({ status }) => status === 'succeeded').map(({ event }) => event.id)

describe('what happened while an endpoint was off', () => {
  test('is sent when it is on again and somebody asks for it, each event once, and by nothing else', async () => {
    const { path } = await house.subscribe({ url: receiver.url })
    const since = sinceNow()
    await house.createContact('On')
    await receiver.waitFor(1)
    await house.deliveryThat(path, one => one.status === 'succeeded')
    await house.api('PATCH', path, { enabled: false })
    for (const name of ['Off 1', 'Off 2']) await house.createContact(name)
    await house.handedOut()
    await house.api('PATCH', path, { enabled: true })
    expect((await house.api('POST', `${path}/redeliver`, { since })).body).toEqual({ count: 0, hasMore: false })
    const { body } = await house.api('POST', `${path}/redeliver`, { since, status: 'undelivered' })
    expect(body).toEqual({ count: 2, hasMore: false })
    expect(await house.api.lastAudit()).toMatchObject({
      action: 'webhook_endpoint.resent',
      after: { status: 'undelivered', count: 2 },
    })
    await receiver.waitFor(3)
    expect(new Set(names())).toEqual(new Set(['Off 1', 'Off 2', 'On']))
    await expect.poll(() => succeeded(path).then(ids => ids.length)).toBe(3)
    const again = await house.api('POST', `${path}/redeliver`, { since, status: 'undelivered' })
    expect(again.body.count).toBe(0)
  })

  test('and before a moment stays unsent', async () => {
    const { path } = await house.subscribe({ url: receiver.url })
    await house.api('PATCH', path, { enabled: false })
    await house.createContact('Too early')
    house.server.clock.advance('1 minute')
    const since = sinceNow()
    await house.createContact('Wanted')
    await house.handedOut()
    await house.api('PATCH', path, { enabled: true })
    expect((await house.api('POST', `${path}/redeliver`, { since, status: 'undelivered' })).body.count).toBe(1)
    await receiver.waitFor(1)
    expect(names()).toEqual(['Wanted'])
  })

  test('is not sent to who lacks the scope, nor of other integrations’ lives without theirs', async () => {
    const events = ['ContactCreate', 'private_integration.disabled']
    const { path, integrationId } = await house.subscribe({ url: receiver.url, events, scopes: ['contacts.readonly'] })
    const since = sinceNow()
    await house.api('PATCH', path, { enabled: false })
    await house.createContact('Secret')
    await house.handedOut()
    const other = await house.api.integration([])
    await house.api('POST', `${other.path}/disable`, {})
    await house.handedOut()
    await house.api('PATCH', `${house.api.account}/integrations/${integrationId}`, { scopes: [] })
    await house.api('PATCH', path, { enabled: true })
    const resend = async () =>
      (await house.api('POST', `${path}/redeliver`, { since, status: 'undelivered' })).body.count
    expect(await resend()).toBe(0)
    await house.api('PATCH', `${house.api.account}/integrations/${integrationId}`, { scopes: ['contacts.readonly'] })
    expect(await resend(), 'the contact alone: what may be read now').toBe(1)
    await receiver.waitFor(1)
    expect(names()).toEqual(['Secret'])
  })
})

describe('sent again', () => {
  test('is everything since a moment, also what was delivered, under the ids of then', async () => {
    const { path } = await house.subscribe({ url: receiver.url })
    const since = sinceNow()
    for (const name of ['A', 'B']) await house.createContact(name)
    await receiver.waitFor(2)
    await expect.poll(() => succeeded(path).then(ids => ids.length)).toBe(2)
    expect((await house.api('POST', `${path}/redeliver`, { since, status: 'all' })).body.count).toBe(2)
    await receiver.waitFor(4)
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(new Set(ids).size).toBe(2)
  })

  test('are those that are named, and no others', async () => {
    const { path } = await house.subscribe({ url: receiver.url })
    for (const name of ['A', 'B', 'C']) await house.createContact(name)
    await receiver.waitFor(3)
    await expect.poll(() => succeeded(path).then(ids => ids.length)).toBe(3)
    const [first, second] = await house.deliveries(path)
    const { body } = await house.api('POST', `${path}/redeliver`, { deliveries: [first.id, second.id, first.id] })
    expect(body).toEqual({ count: 2, hasMore: false })
    await receiver.waitFor(5)
    const again = receiver.received.slice(3).map(({ headers }) => headers['webhook-id'])
    expect(new Set(again)).toEqual(new Set([first.event.id, second.event.id]))
  })

  test('is also more than one request takes: each goes on behind the one before, and comes to an end', async () => {
    const silent = await startDeliveringServer({ world: { delivery: undefined } })
    const { path, id } = await silent.subscribe({ url: receiver.url })
    const since = silent.server.clock.now().toISOString()
    const accountId = silent.server.account.id
    const write = (from: number, count: number) =>
      silent.server.app.deps.database.transact(accountId, db =>
        sql`insert into deliveries (account_id, id, endpoint_id, event_id, event_type, status, created_at, finished_at)
            select ${accountId}, 'dlv_' || n, ${id}, 'evt_' || n, 'ContactCreate', 'succeeded', ${since}, ${since}
              from generate_series(${from}::int, ${from + count - 1}::int) n`.execute(db),
      )
    await write(1, 20_005)
    const resend = async (cursor?: string) =>
      (await silent.api('POST', `${path}/redeliver`, { since, status: 'all', ...(cursor && { cursor }) })).body
    const first = await resend()
    expect(first).toEqual({ count: 10_000, hasMore: true, nextCursor: expect.any(String) })
    await silent.server.app.deps.database.transact(accountId, db =>
      sql`update deliveries set status = 'succeeded', next_attempt_at = null where status = 'pending'`.execute(db),
    )
    await write(30_001, 7)
    const second = await resend(first.nextCursor)
    expect(second).toMatchObject({ count: 10_000, hasMore: true })
    expect(await resend(second.nextCursor), 'none of those written since it began').toEqual({
      count: 5,
      hasMore: false,
    })
    const other = await silent.api('POST', `${path}/redeliver`, { since, status: 'failed', cursor: first.nextCursor })
    expect(other.body.code).toBe('cursor_invalid')
    await silent.stop()
  })

  test('404: is nothing when one of those named is another endpoint’s', async () => {
    const own = await house.subscribe({ url: receiver.url })
    const other = await house.subscribe({ url: receiver.url })
    await house.createContact()
    await receiver.waitFor(2)
    const [mine] = await house.deliveries(own.path)
    const [theirs] = await house.deliveries(other.path)
    const { body } = await house.api('POST', `${own.path}/redeliver`, { deliveries: [mine.id, theirs.id] })
    expect(body.code).toBe('delivery_not_found')
    expect(receiver.received).toHaveLength(2)
  })

  test('409: is nothing to an endpoint that is off', async () => {
    const { path } = await house.subscribe({ url: receiver.url })
    await house.api('PATCH', path, { enabled: false })
    const { body } = await house.api('POST', `${path}/redeliver`, { since: sinceNow(), status: 'undelivered' })
    expect(body.code).toBe('webhook_endpoint_off')
  })
})
