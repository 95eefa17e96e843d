import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createResolver } from '../../src/lib/outbound/resolve.ts'
import { createSender } from '../../src/lib/outbound/sender.ts'
import { createTargets } from '../../src/lib/outbound/targets.ts'
import { startNameServer } from '../support/name-server.ts'

/** A listener that nothing must ever reach. */
let canary: Server
let port: number
let reached = 0
beforeAll(async () => {
  canary = createServer(socket => {
    reached += 1
    socket.destroy()
  })
  canary.listen(0, '::')
  await once(canary, 'listening')
  port = (canary.address() as AddressInfo).port
})
afterAll(() => void canary.close())

const own = { hosts: [], ports: [] }
const request = (url: string) => ({ url, headers: {}, body: '{}' })

describe('S51: names that lead inside', () => {
  test('a name that led outside when it was saved and inside when it is connected to is refused, every time', async () => {
    let asked = 0
    const answers = [['93.184.216.34'], ['127.0.0.1'], ['::1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:127.0.0.1']]
    const resolve = async () => answers[asked++ % answers.length] ?? []
    const targets = createTargets({ allowed: [], own, resolve })
    expect('rule' in (await targets.check(`https://rebind.example.com:${port}/`))).toBe(false)
    const sender = createSender(targets, 2000)
    for (const _ of answers.slice(1)) {
      expect(await sender.send(request(`https://rebind.example.com:${port}/`))).toMatchObject({
        kind: 'refused',
        rule: 'private_address',
      })
    }
    await sender.close()
    expect(reached).toBe(0)
  })

  test('a real name server that answers outside and inside in turns gets no request inside, at save or at any send', async () => {
    const names = await startNameServer(question => [question % 2 === 0 ? '93.184.216.34' : '127.0.0.1'])
    const resolve = createResolver(() => false, [names.address])
    const url = `https://rebind.example.com:${port}/`
    const targets = createTargets({ allowed: [], own, resolve })
    expect('rule' in (await targets.check(url)), 'the first answer is public').toBe(false)
    const sender = createSender(targets, 300)
    const kinds: string[] = []
    for (let turn = 0; turn < 8; turn++) kinds.push((await sender.send(request(url))).kind)
    await sender.close()
    // To the public address nothing leads from here; what counts is that the other four never went out.
    expect(kinds).toEqual(Array.from({ length: 4 }, () => ['refused', 'failed']).flat())
    expect(names.asked, 'each connection asks once').toBe(9)
    expect(reached).toBe(0)

    // The same way reaches the listener as soon as the operator opens it: it is the guard that keeps it closed.
    const open = createSender(createTargets({ allowed: ['127.0.0.1'], own, resolve }), 2000)
    expect((await open.send(request(`http://rebind.example.com:${port}/`))).kind).toBe('failed')
    await open.close()
    await names.stop()
    expect(reached).toBe(1)
    reached = 0
  })

  test('an address written out is refused at the connection as well, whatever was saved', async () => {
    const sender = createSender(createTargets({ allowed: [], own }), 2000)
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0.0.0.0']) {
      expect(await sender.send(request(`https://${host}:${port}/`))).toMatchObject({ kind: 'refused' })
      expect(await sender.send(request(`http://${host}:${port}/`))).toMatchObject({ kind: 'refused' })
    }
    await sender.close()
    expect(reached).toBe(0)
  })

  test('S52: this server’s own port is refused at the connection, however it is called', async () => {
    const targets = createTargets({
      allowed: ['*'],
      own: { hosts: [], ports: [port] },
      resolve: async () => ['127.0.0.1'],
    })
    const sender = createSender(targets, 2000)
    expect(await sender.send(request(`http://sneaky.example.com:${port}/`))).toMatchObject({ rule: 'own_server' })
    await sender.close()
    expect(reached).toBe(0)
  })

  test('S52: no proxy of the environment is used', async () => {
    process.env.HTTPS_PROXY = `http://127.0.0.1:${port}`
    const sender = createSender(createTargets({ allowed: [], own, resolve: async () => [] }), 500)
    expect(await sender.send(request('https://hooks.example.com/'))).toMatchObject({ kind: 'failed' })
    delete process.env.HTTPS_PROXY
    await sender.close()
    expect(reached).toBe(0)
  })
})
