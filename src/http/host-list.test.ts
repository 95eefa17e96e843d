import { describe, expect, test } from 'vitest'
import { createHostList, isWellFormedHost } from './host-list.ts'

const hosts = createHostList(new URL('https://app.example.com'), ['api.example.com', 'node-1:8080'])

describe('S67: the host list', () => {
  test.each(['app.example.com', 'APP.EXAMPLE.COM', 'api.example.com', 'api.example.com:9000', 'node-1:8080'])(
    'has %s',
    host => expect(hosts.has(host, 3000)).toBe(true),
  )

  test.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])('has %s on the port it came in on', host => {
    expect(hosts.has(host, 3000)).toBe(true)
    expect(hosts.has(host, 3001)).toBe(false)
  })

  test.each([
    'evil.example',
    'app.example.com.evil.example',
    'xapp.example.com',
    'node-1',
    'node-1:8081',
    'localhost',
    '127.0.0.2:3000',
    '[::]:3000',
    '',
  ])('has no %j', host => expect(hosts.has(host, 3000)).toBe(false))
})

test.each(['a', 'a.b', 'a-b.c:1', '10.0.0.1:65535', '[::1]:3000', '[fe80::1]', 'a.b.'])('%s is well formed', host => {
  expect(isWellFormedHost(host)).toBe(true)
})

test.each(['', ' ', 'a b', 'a/b', 'a@b', 'a:b', 'a:', '[::1', '-a', 'a,b', 'a\tb', 'ä.de', 'x'.repeat(300)])(
  '%j is not',
  host => expect(isWellFormedHost(host)).toBe(false),
)
