import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DeliveringServer, startDeliveringServer } from '../support/delivering-server.ts'
import { Pit } from '../support/pit.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let house: DeliveringServer
let receiver: Receiver
let pit: Pit
let integrationId: string
const scopes = ['contacts.readonly', 'private-integrations.readonly', 'private-integrations.write']

beforeAll(async () => {
  house = await startDeliveringServer()
  receiver = await startReceiver()
  const integration = await house.api.integration(scopes)
  integrationId = integration.id
  pit = new Pit({ PIT_URL: house.server.url, PIT_TOKEN: integration.secret })
})
afterAll(async () => {
  await receiver.stop()
  await house.stop()
})

describe('pit webhooks', () => {
  test('makes, lists, tests, looks into, sends again, rotates and removes', async () => {
    const made = await pit.data([
      'webhooks',
      'add',
      receiver.url,
      '--integration',
      integrationId,
      '--events',
      'ContactCreate',
    ])
    expect(made).toMatchObject({ endpoint: { url: receiver.url }, signingSecret: expect.stringMatching(/^whsec_/) })
    const { id } = made.endpoint
    expect((await pit.data(['webhooks', 'list'])).items).toMatchObject([{ id }])
    const sent = await pit.data(['webhooks', 'test', receiver.url, '--event', 'ContactCreate'])
    await receiver.waitFor(1)
    await house.deliveryThat(`${house.api.account}/webhook-endpoints/${id}`, one => one.status === 'succeeded')
    const looked = await pit.run(['webhooks', 'deliveries', sent.delivery.id])
    expect(looked.stdout).toContain('The receiver answered with a 2xx')
    expect((await pit.data(['webhooks', 'deliveries', id, '--status', 'succeeded'])).items).toHaveLength(1)
    await pit.data(['webhooks', 'redeliver', sent.delivery.id])
    await receiver.waitFor(2)
    const { count } = await pit.data(['webhooks', 'redeliver', id, '--since', '2020-01-01'])
    expect(count).toBe(0)
    const rotated = await pit.data(['webhooks', 'rotate-secret', id, '--overlap-hours', '1'])
    expect(rotated.endpoint.signing.previousSecretEndsAt).not.toBeNull()
    expect((await pit.run(['webhooks', 'disable', id])).stdout).toContain('is off')
    expect((await pit.run(['webhooks', 'enable', id])).stdout).toContain('is on')
    expect((await pit.run(['webhooks', 'events'])).stdout).toContain('ContactCreate')
    expect((await pit.run(['webhooks', 'remove', id])).code).not.toBe(0)
    expect((await pit.run(['webhooks', 'remove', id, '--yes'])).code).toBe(0)
    expect((await pit.data(['webhooks', 'list'])).items).toEqual([])
  })

  test('edits what is named and leaves the rest', async () => {
    const add = ['webhooks', 'add', receiver.url, '--integration', integrationId, '--events', 'ContactCreate']
    const { endpoint } = await pit.data([...add, '--description', 'Orders'])
    const edit = (...options: string[]) => pit.run(['webhooks', 'edit', endpoint.id, ...options])
    const added = await edit('--add-events', 'ContactUpdate,ContactDelete', '--address', `${receiver.url}/new`)
    expect(added.stdout).toContain(`address      ${receiver.url}/new`)
    const { endpoint: edited } = await pit.data([
      ...['webhooks', 'edit', endpoint.id, '--remove-events', 'ContactCreate'],
      ...['--description', 'Orders and returns', '--enabled', 'no'],
    ])
    expect(edited).toMatchObject({
      url: `${receiver.url}/new`,
      events: expect.toSatisfy((types: string[]) => types.toSorted().join() === 'ContactDelete,ContactUpdate'),
      description: 'Orders and returns',
      enabled: false,
      disabledWhy: 'person',
    })
    expect((await edit('--enabled', 'yes', '--events', 'ContactCreate')).code).toBe(0)
    expect((await pit.data(['webhooks', 'list'])).items).toMatchObject([{ enabled: true, events: ['ContactCreate'] }])
    expect((await edit('--enabled', 'yes')).stdout).toContain('Nothing to change')
    const wrong = [
      await edit(),
      await edit('--events', 'ContactCreate', '--add-events', 'ContactUpdate'),
      await edit('--remove-events', 'NoteCreate'),
      await edit('--enabled', 'maybe'),
      await edit('--add-events', 'OpportunityCreate'),
      await edit('--address', 'http://169.254.169.254/'),
      await pit.run(['webhooks', 'edit', 'whe_none', '--enabled', 'no']),
    ]
    expect(wrong.map(({ code }) => code === 0)).toEqual(wrong.map(() => false))
    expect(wrong.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining('Say what to change'),
      expect.stringContaining('--events names all events'),
      expect.stringContaining('does not hear "NoteCreate"'),
      expect.stringContaining('maybe'),
      expect.stringContaining('opportunities.readonly'),
      expect.stringContaining('url'),
      expect.stringContaining('whe_none'),
    ])
    await pit.run(['webhooks', 'remove', endpoint.id, '--yes'])
  })

  test('listen forwards what happens, signed, within a second, and tells what the local address did not take', async () => {
    const local = await startReceiver()
    local.answer = ({ json }) => ({ status: json.firstName === 'Refused' ? 500 : 200 })
    const child = pit.start(['webhooks', 'listen', '--integration', integrationId, '--forward', local.url])
    const output = gather(child)
    await output.until('Press Ctrl+C')
    const secret = /whsec_\S+/.exec(output.text())?.[0] ?? ''
    await house.createContact('Heard')
    const startedMs = performance.now()
    const [received] = await local.waitFor(1)
    expect(performance.now() - startedMs).toBeLessThan(1500)
    expect(received?.json).toMatchObject({ type: 'ContactCreate', firstName: 'Heard' })
    const headers = received?.headers as Record<string, string>
    expect(new Webhook(secret).verify(received?.body ?? '', headers)).toEqual(received?.json)
    await house.createContact('Refused')
    await output.until('missed')
    expect(local.received.map(({ json }) => json.firstName)).toEqual(['Heard', 'Refused'])
    child.kill('SIGINT')
    await once(child, 'close')
    await local.stop()
  })

  test('listen keeps what happens while the local address is away, and brings it, freshly signed, when it is back', async () => {
    const first = await startReceiver()
    const child = pit.start(['webhooks', 'listen', '--integration', integrationId, '--forward', first.url])
    const output = gather(child)
    await output.until('Press Ctrl+C')
    await house.createContact('Before')
    await first.waitFor(1)
    await first.stop()
    for (const name of ['One', 'Two', 'Three']) await house.createContact(name)
    await output.until('The local address is away (ECONNREFUSED)')
    // By now a signature of then would be refused as too old.
    house.server.clock.advance('10 minutes')
    const back = await startReceiver(first.port)
    await back.waitFor(3)
    await output.until('The local address is back')
    expect(back.received.map(({ json }) => json.firstName)).toEqual(['One', 'Two', 'Three'])
    const signedAt = back.received.map(({ headers }) => Number(headers['webhook-timestamp']) * 1000)
    expect(Math.min(...signedAt)).toBeGreaterThan(house.server.clock.now().getTime() - 60_000)
    child.kill('SIGINT')
    await once(child, 'close')
    await back.stop()
  })
})

function gather(child: ChildProcess) {
  let text = ''
  const read = (chunk: Buffer) => void (text += chunk.toString())
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  return {
    text: () => text,
    async until(part: string): Promise<void> {
      while (!text.includes(part)) {
        if (child.exitCode !== null) throw new Error(`ended: ${text}`)
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    },
  }
}
