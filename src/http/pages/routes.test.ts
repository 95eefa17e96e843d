import { fastify } from 'fastify'
import { describe, expect, it } from 'vitest'
import type { PageServices } from './page-services.ts'
import { pages } from './routes.ts'

async function policyAt(publicUrl: string): Promise<unknown> {
  const app = fastify()
  app.addHook('onRequest', async (_request, reply) => void reply.header('referrer-policy', 'no-referrer'))
  // An asset asks nothing of the world behind the pages.
  await app.register(pages({ publicUrl: new URL(publicUrl), deps: {} } as unknown as PageServices))
  const reply = await app.inject({ url: '/assets/nothing.css' })
  expect(reply.statusCode).toBe(404)
  return reply.headers['referrer-policy']
}

describe('the pages', () => {
  it.each(['https://pit.example.com', 'http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])(
    'S33: send no Referer from %s',
    async publicUrl => expect(await policyAt(publicUrl)).toBe('no-referrer'),
  )

  it('let a form name its origin on plain http to another host, where browsers send no other word', async () => {
    expect(await policyAt('http://192.168.1.5:3000')).toBe('same-origin')
  })
})
