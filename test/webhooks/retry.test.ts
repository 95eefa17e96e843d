import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type DeliveringServer, startDeliveringServer } from '../support/delivering-server.ts'
import { type Answer, type Receiver, startReceiver } from '../support/receiver.ts'

let house: DeliveringServer
let receiver: Receiver
beforeAll(async () => {
  house = await startDeliveringServer({ timeoutMs: 300 })
})
afterAll(() => house.stop())
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.stop())

/** A delivery after its first attempt, answered like this. */
async function firstAttempt(answer: Answer) {
  receiver.answer = () => answer
  const { path } = await house.subscribe({ url: receiver.url })
  await house.createContact()
  const delivery = await house.deliveryThat(path, one => one.attemptCount === 1)
  const sentAt = new Date(delivery.attempts[0].at).getTime()
  const waitMs = delivery.nextAttemptAt === null ? undefined : new Date(delivery.nextAttemptAt).getTime() - sentAt
  return { path, delivery, waitMs, attempt: delivery.attempts[0] }
}

describe('a failed attempt', () => {
  test('is tried again after about five seconds, under the same webhook-id', async () => {
    const { path, waitMs, delivery } = await firstAttempt({ status: 500, body: 'no <b>luck</b>' })
    expect(waitMs).toBeGreaterThanOrEqual(4000)
    expect(waitMs).toBeLessThanOrEqual(6000)
    expect(delivery.attempts[0]).toMatchObject({
      outcome: 'refused_by_receiver',
      statusCode: 500,
      response: { body: 'no <b>luck</b>' },
    })
    receiver.answer = () => ({ status: 204 })
    house.server.clock.advance('6 seconds')
    const done = await house.deliveryThat(path, one => one.status === 'succeeded')
    expect(done.attempts.map((one: { number: number }) => one.number)).toEqual([1, 2])
    const [first, second] = receiver.received
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id'])
    expect(first?.headers['webhook-timestamp']).not.toBe(second?.headers['webhook-timestamp'])
    expect((await house.api('GET', path)).body.endpoint.health.failingSince).toBeNull()
  })

  test.each([
    ['asks for more time', { 'retry-after': '120' }, 120_000, 120_000],
    ['asks for less than the schedule gives', { 'retry-after': '1' }, 4000, 6000],
    ['asks for a year', { 'retry-after': '31536000' }, 86_400_000, 86_400_000],
    [
      'asks by a date',
      { 'retry-after': 'Wed, 21 Oct 2026 07:30:00 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT' },
      120_000,
      120_000,
    ],
    ['asks for nonsense', { 'retry-after': 'soon' }, 4000, 6000],
  ])('F14: that %s waits within bounds', async (_, headers, least, most) => {
    const { waitMs } = await firstAttempt({ status: 429, headers })
    expect(waitMs).toBeGreaterThanOrEqual(least)
    expect(waitMs).toBeLessThanOrEqual(most)
  })

  test('S52: a redirect is not followed', async () => {
    const canary = await startReceiver()
    const { attempt } = await firstAttempt({ status: 302, headers: { location: canary.url } })
    expect(attempt).toMatchObject({ outcome: 'redirected', statusCode: 302 })
    expect(canary.received).toEqual([])
    await canary.stop()
  })

  test('F13: a receiver that hangs is given up in time', async () => {
    const { attempt } = await firstAttempt({ hang: true })
    expect(attempt).toMatchObject({ outcome: 'timed_out', statusCode: null, response: null })
  })

  test('S53: a receiver that drips bytes gets no more time', async () => {
    const { attempt } = await firstAttempt({ drip: true })
    expect(attempt.outcome).toBe('timed_out')
    expect(attempt.durationMs).toBeLessThan(1500)
  })

  test('S54: broken, refused and unknown lines read alike', async () => {
    const reset = (await firstAttempt({ reset: true })).attempt
    const closed = await startReceiver()
    const { path } = await house.subscribe({ url: closed.url })
    await closed.stop()
    await house.createContact()
    const refused = (await house.deliveryThat(path, one => one.attemptCount === 1)).attempts[0]
    for (const attempt of [reset, refused]) {
      expect([attempt.outcome, attempt.statusCode, attempt.response]).toEqual(['not_reached', null, null])
    }
    expect(reset.sentence).toBe(refused.sentence)
  })

  test('S53: of a large answer 4 kB are kept and a packed one stays packed', async () => {
    const large = (await firstAttempt({ status: 500, body: 'x'.repeat(200_000) })).attempt
    expect(large.response.body).toHaveLength(4096)
    const packed = (
      await firstAttempt({ status: 500, headers: { 'content-encoding': 'gzip' }, body: Buffer.alloc(500, 7) })
    ).attempt
    expect(packed.response.body).toBe('(500 bytes, gzip, not unpacked)')
  })

  test('S53: headers beyond 16 kB end the attempt', async () => {
    const headers = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`x-large-${n}`, 'y'.repeat(1000)]))
    expect((await firstAttempt({ status: 200, headers })).attempt.outcome).toBe('headers_too_large')
  })

  test('S54: secrets in the answer are taken out before it is kept', async () => {
    const body = '{"token":"abcdefgh12345678","note":"Bearer abcdefgh12345678"}'
    const { attempt } = await firstAttempt({ status: 500, headers: { 'set-cookie': 'sid=abcdefgh12345678' }, body })
    expect(JSON.stringify(attempt.response)).not.toContain('abcdefgh12345678')
    expect(attempt.response.headers['set-cookie']).toBe('•••')
  })
})

describe('the end', () => {
  test('after ten attempts in about three days it is given up, and sent again by hand it starts anew', async () => {
    const { path } = await firstAttempt({ status: 503 })
    for (let attempt = 2; attempt <= 10; attempt++) {
      const { nextAttemptAt } = (await house.deliveries(path))[0]
      house.server.clock.set(nextAttemptAt)
      await house.deliveryThat(path, one => one.attemptCount === attempt)
    }
    const failed = (await house.deliveries(path))[0]
    expect(failed).toMatchObject({ status: 'failed', why: 'attempts_used_up', nextAttemptAt: null })
    const spanHours = (new Date(failed.lastAttempt.at).getTime() - new Date(failed.createdAt).getTime()) / 3_600_000
    expect(spanHours).toBeGreaterThan(75 * 0.8)
    expect(spanHours).toBeLessThan(76 * 1.2)
    receiver.answer = () => ({ status: 200 })
    house.server.clock.advance('2 minutes')
    const since = new Date(new Date(failed.createdAt).getTime() - 1000).toISOString()
    const { body } = await house.api('POST', `${path}/redeliver`, { since, status: 'failed' })
    expect(body).toEqual({ count: 1, hasMore: false })
    const done = await house.deliveryThat(path, one => one.status === 'succeeded')
    expect(done.attemptCount).toBe(11)
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  test('410 switches the endpoint off, with an audit entry and an event', async () => {
    const { path, delivery } = await firstAttempt({ status: 410 })
    expect(delivery).toMatchObject({ status: 'cancelled', why: 'endpoint_gone' })
    const endpoint = async () => (await house.api('GET', path)).body.endpoint
    await expect.poll(endpoint, { timeout: 10_000 }).toMatchObject({ enabled: false, disabledWhy: 'gone' })
    expect(await house.api.lastAudit()).toMatchObject({
      action: 'webhook_endpoint.disabled',
      actor: { kind: 'system' },
    })
    const { database } = house.server.app.deps
    const told = await database.read(house.server.account.id, db =>
      db.selectFrom('events').select('body').where('type', '=', 'webhook_endpoint.disabled').execute(),
    )
    expect(told).toHaveLength(1)
  })

  test('an endpoint that failed for five days is switched off; on again, its five days count anew', async () => {
    const { path } = await firstAttempt({ status: 500 })
    house.server.clock.advance('121 hours')
    for (let n = 0; n < 12; n++) {
      await house.createContact()
      house.server.clock.advance('2 hours')
      house.server.app.webhooks.wake()
      await new Promise(resolve => setTimeout(resolve, 30))
    }
    for (;;) {
      const { endpoint } = (await house.api('GET', path)).body
      if (!endpoint.enabled) break
      house.server.clock.advance('2 hours')
      house.server.app.webhooks.wake()
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    const off = (await house.api('GET', path)).body.endpoint
    expect(off).toMatchObject({ disabledWhy: 'failing', disabledSentence: expect.stringContaining('5 days') })
    const on = (await house.api('PATCH', path, { enabled: true })).body.endpoint
    expect(on.health.failingSince).toBeNull()
  })

  test('F16: what can’t be put together is recorded as such and holds up no other', async () => {
    const { path, integrationId } = await house.subscribe({ url: receiver.url })
    const sound = await house.subscribe({ url: `${receiver.url}/sound`, integrationId })
    const id = path.split('/').at(-1)
    const { database } = house.server.app.deps
    await database.transact(
      house.server.account.id,
      async db =>
        void (await db
          .updateTable('webhook_endpoints')
          .set({ secret_sealed: Buffer.from('damaged') })
          .where('id', '=', id)
          .execute()),
    )
    await house.createContact()
    const poison = await house.deliveryThat(path, one => one.attemptCount === 1)
    expect(poison.attempts[0]).toMatchObject({ outcome: 'not_sendable' })
    await house.deliveryThat(sound.path, one => one.status === 'succeeded')
    expect(receiver.received.map(one => one.path)).toEqual(['/hook/sound'])
  })
})
