import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testEndpoint } from '../../src/actions/deliveries.ts'
import { recordFinished } from '../../src/actions/delivery-results.ts'
import { claimDue } from '../../src/actions/dispatch.ts'
import { type DeliveringServer, startDeliveringServer } from '../support/delivering-server.ts'
import { OPERATOR } from '../support/integration.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let house: DeliveringServer
let silent: DeliveringServer
let receiver: Receiver
beforeAll(async () => {
  house = await startDeliveringServer({ timeoutMs: 2000 })
  silent = await startDeliveringServer({ world: { delivery: undefined } })
})
afterAll(async () => {
  await silent.stop()
  await house.stop()
})
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.stop())

/** An endpoint of a server that delivers nothing by itself, with so many tests waiting. */
async function waitingTests(count: number) {
  const { path, id } = await silent.subscribe({ url: receiver.url })
  const accountId = silent.server.account.id
  for (let n = 0; n < count; n++) await testEndpoint(silent.server.app.deps, OPERATOR, { accountId, endpointId: id })
  return { path, accountId, endpointId: id, deps: silent.server.app.deps }
}

describe('F17: two workers', () => {
  test('never claim the same delivery', async () => {
    const { deps, accountId, endpointId } = await waitingTests(30)
    const wish = [{ accountId, endpointId, slots: 10 }]
    const claims = (await Promise.all([1, 2, 3, 4].map(() => claimDue(deps, wish)))).flat()
    const ids = claims.map(({ delivery }) => delivery.id)
    expect(ids.length).toBe(30)
    expect(new Set(ids).size).toBe(30)
  })

  test('of which one slept past its lease: what it brings is not counted', async () => {
    const { deps, path, accountId, endpointId } = await waitingTests(1)
    const wish = [{ accountId, endpointId, slots: 1 }]
    const [zombies] = await claimDue(deps, wish)
    expect(await claimDue(deps, wish)).toEqual([])
    silent.server.clock.advance('31 seconds')
    const [living] = await claimDue(deps, wish)
    const at = silent.server.clock.now()
    const finding = { outcome: 'refused_by_receiver' as const, statusCode: 500, durationMs: 1 }
    if (zombies === undefined || living === undefined) throw new Error('nothing was claimed')
    await recordFinished(deps, [{ outgoing: zombies, at, finding }])
    const between = (await silent.deliveries(path))[0]
    expect(between).toMatchObject({ status: 'pending', attemptCount: 0 })
    await recordFinished(deps, [
      { outgoing: living, at, finding: { ...finding, outcome: 'succeeded', statusCode: 200 } },
    ])
    expect((await silent.deliveries(path))[0]).toMatchObject({ status: 'succeeded', attemptCount: 1 })
    await recordFinished(deps, [{ outgoing: zombies, at, finding }])
    expect((await silent.deliveries(path))[0]).toMatchObject({ status: 'succeeded', attemptCount: 1 })
  })

  test('of which one slept past its lease: its result counts nothing in one batch with the living one’s', async () => {
    const { deps, path, accountId, endpointId } = await waitingTests(2)
    const wish = [{ accountId, endpointId, slots: 2 }]
    const late = await claimDue(deps, wish)
    silent.server.clock.advance('31 seconds')
    const living = await claimDue(deps, wish)
    const at = silent.server.clock.now()
    const refused = { outcome: 'refused_by_receiver' as const, statusCode: 500, durationMs: 1 }
    const succeeded = { outcome: 'succeeded' as const, statusCode: 200, durationMs: 1 }
    await recordFinished(deps, [
      ...late.map(outgoing => ({ outgoing, at, finding: refused })),
      ...living.map(outgoing => ({ outgoing, at, finding: succeeded })),
    ])
    const once = { status: 'succeeded', attemptCount: 1, lastAttempt: { statusCode: 200 } }
    expect(await silent.deliveries(path)).toMatchObject([once, once])
  })

  test('F16: a delivery of which worker after worker dies is set aside', async () => {
    const { deps, path, accountId, endpointId } = await waitingTests(1)
    const wish = [{ accountId, endpointId, slots: 1 }]
    for (let death = 0; death < 5; death++) {
      expect(await claimDue(deps, wish)).toMatchObject([{ refusal: undefined }])
      silent.server.clock.advance('31 seconds')
    }
    const [last] = await claimDue(deps, wish)
    expect(last?.refusal).toBe('poison')
    if (last !== undefined) await recordFinished(deps, [{ outgoing: last, at: silent.server.clock.now() }])
    expect((await silent.deliveries(path))[0]).toMatchObject({ status: 'failed', why: 'poison' })
  })
})

describe('S53: others', () => {
  test('that hang hold up nobody: a healthy receiver is served beside forty of them', async () => {
    const hanging = await startReceiver()
    hanging.answer = () => ({ hang: true })
    const integration = await house.api.integration(['contacts.readonly', 'contacts.write'])
    const integrationId = integration.id
    const { path } = await house.subscribe({ url: receiver.url, integrationId })
    const urls = Array.from({ length: 40 }, (_, n) => `${hanging.url}/${n}`)
    for (const url of urls) await house.subscribe({ url, integrationId })
    for (let n = 0; n < 5; n++) await house.createContact()
    await receiver.waitFor(5)
    expect((await house.deliveries(path)).length).toBe(5)
    await hanging.stop()
  })

  test('F14: after all were down each is asked gently again, and nothing is missing', async () => {
    const seen: number[] = []
    let running = 0
    receiver.answer = () => ({ status: 503 })
    const { path } = await house.subscribe({ url: receiver.url })
    await Promise.all(Array.from({ length: 6 }, () => house.createContact()))
    for (;;) {
      const failed = (await house.deliveries(path)).filter(one => one.attemptCount > 0)
      if (failed.length === 6) break
      house.server.clock.advance('61 seconds')
      house.server.app.webhooks.wake()
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    receiver.answer = () => {
      seen.push(++running)
      setTimeout(() => running--, 5)
      return { status: 200 }
    }
    for (;;) {
      const left = (await house.deliveries(path)).filter(one => one.status === 'pending')
      if (left.length === 0) break
      house.server.clock.advance('10 minutes')
      house.server.app.webhooks.wake()
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    expect((await house.deliveries(path)).every(one => one.status === 'succeeded')).toBe(true)
    expect(seen[0]).toBe(1)
  })
})
