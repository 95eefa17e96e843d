import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Storyteller, UnexpectedReply } from '../../scripts/demo/storyteller.ts'
import { newSecret } from '../../src/lib/secrets.ts'

const secret = newSecret('pit_')
const password = 'a long password of this test'
let server: Server
let url: string
let printed = ''

beforeAll(async () => {
  server = createServer((_, reply) => {
    reply.writeHead(201, { 'content-type': 'application/json', sunset: 'tomorrow' })
    reply.end(JSON.stringify({ token: { secret }, long: 'x'.repeat(200), hidden: 1 }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed += String(text)
    return true
  })
})

afterAll(() => {
  vi.restoreAllMocks()
  server.close()
})

const ask = {
  on: 'POST /things',
  body: { password },
  token: secret,
  show: ['token.secret', 'long'],
  proves: 'it works',
}

describe('the story of the demo', () => {
  it('prints request, telling headers and the chosen fields on 80 columns, with no secret but its last four', async () => {
    await new Storyteller(url).ask({ ...ask, expect: 201 })
    expect(printed).toContain('POST /things')
    expect(printed).toContain('201 Created')
    expect(printed).toContain('sunset: tomorrow')
    expect(printed).toContain(`pit_…${secret.slice(-4)}`)
    expect(printed).toContain('✓ it works')
    expect(printed).not.toContain('hidden')
    expect(printed).not.toContain(secret)
    expect(printed).not.toContain(password)
    expect(Math.max(...printed.split('\n').map(line => line.length))).toBeLessThanOrEqual(80)
  })

  it('stops at a reply with another status than it expects', async () => {
    await expect(new Storyteller(url).ask({ ...ask, expect: 200 })).rejects.toThrow(UnexpectedReply)
    expect(printed).toContain('✗ expected 200 and: it works')
  })

  it('stops at a reply that does not prove what it should', async () => {
    await expect(new Storyteller(url).ask({ ...ask, expect: 201, check: () => false })).rejects.toThrow(UnexpectedReply)
  })
})
