import { afterAll, beforeAll, expect, test } from 'vitest'
import { PROBLEMS } from '../../src/domain/problem.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

test('200: the type of every problem leads to a place that says what happened and how to mend it', async () => {
  const { type } = (await (await server.api('GET', '/nothing')).json()) as { type: string }
  const reply = await fetch(new URL(type, server.url))
  const page = await reply.text()
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  for (const code of Object.keys(PROBLEMS)) {
    const section = page.split(`<section id="${code}">`)[1]?.split('</section>')[0] ?? ''
    expect([code, section.includes('What happened: '), section.includes('How to mend it: ')]).toEqual([
      code,
      true,
      true,
    ])
  }
})
