import { HighLevel } from '@gohighlevel/api-client'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rotateWebhookKey } from '../../src/actions/webhook-keys.ts'
import { type DeliveringServer, startDeliveringServer } from '../support/delivering-server.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let house: DeliveringServer
let receiver: Receiver
beforeAll(async () => {
  house = await startDeliveringServer()
})
afterAll(() => house.stop())
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.stop())

const headersOf = ({ headers }: Received) => headers as Record<string, string>

async function publishedKeys(): Promise<{ kid: string; pem: string; x: string; activeUntil: string | null }[]> {
  const reply = await fetch(`${house.server.url}/.well-known/webhook-keys.json`)
  expect(reply.status).toBe(200)
  return ((await reply.json()) as { keys: [] }).keys
}

describe('an event', () => {
  test('reaches its receiver as the published document, signed, within a second of the change', async () => {
    const { path, signingSecret } = await house.subscribe({ url: receiver.url })
    const startedMs = performance.now()
    const contactId = await house.createContact('Noor')
    const [received] = (await receiver.waitFor(1)) as [Received]
    expect(performance.now() - startedMs).toBeLessThan(1000)
    const { locationId } = house.server.account
    expect(received.json).toMatchObject({ type: 'ContactCreate', id: contactId, firstName: 'Noor', locationId })
    const delivery = await house.deliveryThat(path, one => one.status === 'succeeded')
    expect(delivery).toMatchObject({ attemptCount: 1, event: { type: 'ContactCreate' } })
    expect(delivery.event.id).toBe(received.headers['webhook-id'])
    expect(delivery.attempts[0].request.body).toBe(received.body)
    expect(received.json.webhookId).toBe(received.headers['webhook-id'])
    expect(new Webhook(signingSecret).verify(received.body, headersOf(received))).toEqual(received.json)
    const { body } = await house.api('GET', path)
    expect(body.endpoint.health).toMatchObject({ succeeded: 1, failed: 0 })
    expect(body.endpoint.health.lastSuccessAt).not.toBeNull()
  })

  test('S56: what was changed on the way is refused by the receiver’s check', async () => {
    const { signingSecret } = await house.subscribe({ url: receiver.url })
    await house.createContact()
    const [received] = (await receiver.waitFor(1)) as [Received]
    const webhook = new Webhook(signingSecret)
    expect(() => webhook.verify(`${received.body} `, headersOf(received))).toThrow()
    expect(() => webhook.verify(received.body, { ...headersOf(received), 'webhook-id': 'evt_other' })).toThrow()
    expect(() =>
      new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(received.body, headersOf(received)),
    ).toThrow()
  })

  test('S56: while a signing secret rotates both sign, afterwards only the new one', async () => {
    const { path, signingSecret } = await house.subscribe({ url: receiver.url })
    const { body } = await house.api('POST', `${path}/rotate-secret`, { overlapHours: 1 })
    await house.createContact()
    const [received] = (await receiver.waitFor(1)) as [Received]
    expect(String(received.headers['webhook-signature']).split(' ')).toHaveLength(2)
    for (const secret of [signingSecret, body.signingSecret]) {
      expect(new Webhook(secret).verify(received.body, headersOf(received))).toEqual(received.json)
    }
    await house.api('POST', `${path}/rotate-secret`, { overlapHours: 0 })
    await house.createContact()
    const [, after] = (await receiver.waitFor(2)) as [Received, Received]
    expect(String(after.headers['webhook-signature']).split(' ')).toHaveLength(1)
    expect(() => new Webhook(signingSecret).verify(after.body, headersOf(after))).toThrow()
  })

  test('is accepted by the official SDK’s verifier under the published key, and a changed one is not', async () => {
    await house.subscribe({ url: receiver.url })
    await house.createContact()
    const [received] = (await receiver.waitFor(1)) as [Received]
    const [key] = await publishedKeys()
    const ghl = new HighLevel({ privateIntegrationToken: 'pit-unused' })
    const signature = String(received.headers['x-ghl-signature'])
    expect(ghl.webhooks.verifyEd25519Signature(received.body, signature, key?.pem ?? '')).toBe(true)
    expect(ghl.webhooks.verifyEd25519Signature(`${received.body} `, signature, key?.pem ?? '')).toBe(false)
    expect(received.headers['x-ghl-signature-key']).toBe(key?.kid)
  })

  test('the next server key is published before it signs', async () => {
    const before = await publishedKeys()
    const { deps } = house.server.app
    await rotateWebhookKey(deps, { activeFrom: new Date(deps.clock.now().getTime() + 3_600_000) })
    const after = await publishedKeys()
    expect(after).toHaveLength(before.length + 1)
    expect(after.find(({ kid }) => kid === before[0]?.kid)?.activeUntil).not.toBeNull()
    await house.subscribe({ url: receiver.url })
    await house.createContact()
    const [received] = (await receiver.waitFor(1)) as [Received]
    expect(received.headers['x-ghl-signature-key']).toBe(before[0]?.kid)
  })

  test('lifecycle events tell of the integration itself without any scope, and of others with private-integrations.readonly', async () => {
    const { api } = house
    const events = ['private_integration.disabled']
    const own = await house.subscribe({ url: receiver.url, events, scopes: [] })
    const other = await startReceiver()
    const watcher = await house.subscribe({ url: other.url, events, scopes: ['private-integrations.readonly'] })
    const stranger = await api.integration([])
    await api('POST', `${stranger.path}/disable`, {})
    await api('POST', `${api.account}/integrations/${own.integrationId}/disable`, {})
    const [first, second] = (await other.waitFor(2)) as [Received, Received]
    const tellsOf = ({ json }: Received) => (json.integration as { id: string }).id
    expect([tellsOf(first), tellsOf(second)].sort()).toEqual([stranger.id, own.integrationId].sort())
    // A disabled integration hears nothing, not even of its own end.
    await house.deliveryThat(watcher.path, one => one.status === 'succeeded')
    expect(receiver.received).toEqual([])
    await other.stop()
  })
})

describe('who may hear', () => {
  test('S57: an event type stops with its scope and goes on with it', async () => {
    const { path, integrationId } = await house.subscribe({ url: receiver.url })
    const integration = `${house.api.account}/integrations/${integrationId}`
    await house.createContact('before')
    await receiver.waitFor(1)
    await house.api('PATCH', integration, { scopes: [] })
    await house.createContact('while paused')
    await house.handedOut()
    await house.api('PATCH', integration, { scopes: ['contacts.readonly'] })
    await house.createContact('after')
    const received = await receiver.waitFor(2)
    expect(received.map(({ json }) => json.firstName)).toEqual(['before', 'after'])
    expect((await house.deliveries(path)).length).toBe(2)
  })

  test('S57: what waits for another attempt when the scope goes is not sent any more', async () => {
    const { path, integrationId } = await house.subscribe({ url: receiver.url })
    receiver.answer = () => ({ status: 500 })
    await house.createContact()
    await house.deliveryThat(path, one => one.attemptCount === 1)
    await house.api('PATCH', `${house.api.account}/integrations/${integrationId}`, { scopes: [] })
    house.server.clock.advance('10 seconds')
    const delivery = await house.deliveryThat(path, one => one.status === 'cancelled')
    expect(delivery).toMatchObject({ why: 'event_paused', attemptCount: 1 })
    expect(receiver.received).toHaveLength(1)
  })

  test('nothing goes to an endpoint that is switched off or deleted, nor of an integration that is', async () => {
    const { api } = house
    const off = await house.subscribe({ url: `${receiver.url}/off` })
    const gone = await house.subscribe({ url: `${receiver.url}/gone` })
    const disabled = await house.subscribe({ url: `${receiver.url}/disabled` })
    const deleted = await house.subscribe({ url: `${receiver.url}/deleted` })
    const on = await house.subscribe({ url: `${receiver.url}/on` })
    await api('PATCH', off.path, { enabled: false })
    await api('DELETE', gone.path)
    await api('POST', `${api.account}/integrations/${disabled.integrationId}/disable`, {})
    await api('DELETE', `${api.account}/integrations/${deleted.integrationId}`)
    await house.createContact()
    await house.deliveryThat(on.path, one => one.status === 'succeeded')
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook/on'])
  })

  test('an endpoint hears of what it subscribed to and of nothing else', async () => {
    const { path } = await house.subscribe({ url: receiver.url, events: ['NoteCreate'] })
    await house.createContact()
    const test = await house.api('POST', `${path}/test`, {})
    await receiver.waitFor(1)
    const delivery = await house.deliveryThat(
      path,
      one => one.id === test.body.delivery.id && one.status === 'succeeded',
    )
    expect(delivery).toMatchObject({ kind: 'test', event: { type: 'webhook.test' } })
    expect(receiver.received.map(({ json }) => json.type)).toEqual(['webhook.test'])
    expect((await house.api('GET', path)).body.endpoint.health.succeeded).toBe(0)
  })
})
