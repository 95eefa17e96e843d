import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DeliveringServer, startDeliveringServer } from '../support/delivering-server.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

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

describe('an event', () => {
  test('reaches its receiver as the published document, signed, within a second of the change', async () => {
    const { path, signingSecret } = await house.subscribe({ url: receiver.url })
    const startedMs = performance.now()
    const contactId = await house.createContact('Noor')
    const [received] = await receiver.waitFor(1)
    expect(performance.now() - startedMs).toBeLessThan(1000)
    expect(received?.json).toMatchObject({
      type: 'ContactCreate',
      id: contactId,
      firstName: 'Noor',
      locationId: house.server.account.locationId,
    })
    const delivery = await house.deliveryThat(path, one => one.status === 'succeeded')
    expect(delivery).toMatchObject({
      attemptCount: 1,
      event: { type: 'ContactCreate', id: received?.headers['webhook-id'] },
    })
    expect(received?.json.webhookId).toBe(received?.headers['webhook-id'])
    expect(delivery.attempts[0].request.body).toBe(received?.body)
    const verified = new Webhook(signingSecret).verify(
      received?.body ?? '',
      received?.headers as Record<string, string>,
    )
    expect(verified).toEqual(received?.json)
  })
})
