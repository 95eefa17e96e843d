import { describe, expect, test } from 'vitest'
import { isNetwork, networkList, plainAddress } from './networks.ts'

const WRONG = [
  '',
  'nonsense',
  '192.0.2',
  '192.0.2.256',
  '192.0.2.7 ',
  '192.0.2.0/33',
  '192.0.2.0/-1',
  '192.0.2.0/',
  '192.0.2.0/1e1',
  '192.0.2.0/24/24',
  '2001:db8::/129',
  '2001:db8:::1',
  'fe80::1%eth0',
  '192.0.2.1,192.0.2.2',
  '192.0.2.1 192.0.2.2',
]

test.each(['192.0.2.7', '192.0.2.0/24', '0.0.0.0/0', '192.0.2.7/32', '2001:db8::1', '2001:db8::/32', '::/0', '::1'])(
  '%s is a network',
  text => expect(isNetwork(text)).toBe(true),
)

test.each(WRONG)('%j is none', text => expect(isNetwork(text)).toBe(false))

describe('a list', () => {
  const list = networkList(['192.0.2.7', '198.51.100.0/24', '2001:db8:1::/48', '2001:db8:2::5'])

  test.each(['192.0.2.7', '198.51.100.0', '198.51.100.255', '2001:db8:1:ffff::1', '2001:db8:2::5', '2001:DB8:2:0::5'])(
    'has %s',
    ip => expect(list.has(ip)).toBe(true),
  )

  test.each(['192.0.2.6', '192.0.2.8', '198.51.101.0', '2001:db8:2::6', '2001:db9:1::1', '::1', '0.0.0.0'])(
    'has not %s',
    ip => expect(list.has(ip)).toBe(false),
  )

  test.each(['::ffff:192.0.2.7', '::FFFF:192.0.2.7', '::ffff:c000:207', '::ffff:198.51.100.9'])(
    'has %s: IPv4 as a socket of both families shows it',
    ip => expect(list.has(ip)).toBe(true),
  )

  test.each(['', 'unknown', '192.0.2.7/32', '192.0.2.7, 10.0.0.1', '::ffff:', '::ffff:nonsense'])(
    'has no text that is no address: %j',
    ip => expect(list.has(ip)).toBe(false),
  )

  test('with nothing but unreadable entries admits nobody, and never throws', () => {
    const unreadable = networkList(WRONG)
    expect(['192.0.2.1', '127.0.0.1', '::1'].some(ip => unreadable.has(ip))).toBe(false)
  })

  test('goes on after an unreadable entry', () => {
    expect(networkList([...WRONG, '192.0.2.7']).has('192.0.2.7')).toBe(true)
  })

  test('of everything has every address of that family', () => {
    expect(networkList(['0.0.0.0/0']).has('203.0.113.9')).toBe(true)
    expect(networkList(['0.0.0.0/0']).has('2001:db8::1')).toBe(false)
    expect(networkList(['::/0']).has('2001:db8::1')).toBe(true)
  })
})

test('an IPv4 address inside an IPv6 one is taken out, others stay as they are', () => {
  expect(plainAddress('::ffff:192.0.2.7')).toBe('192.0.2.7')
  for (const ip of ['192.0.2.7', '2001:db8::1', '::ffff:7f00:1', '', 'x']) expect(plainAddress(ip)).toBe(ip)
})
