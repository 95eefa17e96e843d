import { describe, expect, it } from 'vitest'
import { isPublicAddress } from './addresses.ts'
import { createTargetGuard, type TargetGuard, type TargetRule } from './target-guard.ts'

const own = { hosts: ['integrations.example.net'], ports: [443, 3000], addresses: ['192.168.7.20'] }
const strict = createTargetGuard({ allowed: [], own })

/** The rule that refuses an address; undefined when it may be saved. */
function ruleOf(text: string, guard: TargetGuard = strict): TargetRule | undefined {
  const verdict = guard.read(text)
  return 'rule' in verdict ? verdict.rule : undefined
}

/** One or more addresses of each closed network, from its first to its last. */
const CLOSED_IPV4 = [
  '0.0.0.0',
  '0.0.0.1',
  '0.255.255.255',
  '10.0.0.0',
  '10.1.2.3',
  '10.255.255.255',
  '100.64.0.0',
  '100.100.100.200',
  '100.127.255.255',
  '127.0.0.0',
  '127.0.0.1',
  '127.0.1.1',
  '127.255.255.255',
  '169.254.0.0',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.255.255',
  '172.16.0.0',
  '172.20.10.1',
  '172.31.255.255',
  '192.0.0.0',
  '192.0.0.8',
  '192.0.0.170',
  '192.0.0.192',
  '192.0.2.0',
  '192.0.2.7',
  '192.0.2.255',
  '192.88.99.0',
  '192.88.99.1',
  '192.168.0.0',
  '192.168.1.1',
  '192.168.255.255',
  '198.18.0.0',
  '198.19.255.255',
  '198.51.100.0',
  '198.51.100.255',
  '203.0.113.0',
  '203.0.113.255',
  '224.0.0.0',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.0',
  '250.1.2.3',
  '255.255.255.254',
  '255.255.255.255',
]

const CLOSED_IPV6 = [
  '::',
  '::1',
  '::2',
  '0:0:0:0:0:0:0:1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:7f00:0001',
  '::FFFF:127.0.0.1',
  '0:0:0:0:0:ffff:7f00:1',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '::ffff:192.168.1.1',
  '::ffff:c0a8:101',
  '::ffff:0.0.0.0',
  '::ffff:255.255.255.255',
  '::127.0.0.1',
  '::7f00:1',
  '::10.0.0.1',
  '64:ff9b::',
  '64:ff9b::7f00:1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::808:808',
  '64:ff9b:1::1',
  '64:ff9b:1:ffff::1',
  '100::',
  '100::1',
  '100:0:0:1::1',
  '2001::',
  '2001::1',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  '2001:1::1',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '2001:1ff::1',
  '2001:db8::',
  '2001:db8::1',
  '2001:db8:ffff::1',
  '2002::',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '2002:c0a8:101::1',
  '2002:808:808::1',
  '3fff::',
  '3fff::1',
  '3fff:fff::1',
  '5f00::',
  '5f00::1',
  'fc00::',
  'fc00::1',
  'fd00::1',
  'fd12:3456:789a:1::1',
  'fdff:ffff::1',
  'fe80::',
  'fe80::1',
  'fe80::1ff:fe23:4567:890a',
  'febf::1',
  'fec0::',
  'fec0::1',
  'feff::1',
  'ff00::',
  'ff01::1',
  'ff02::1',
  'ff02::fb',
  'ff05::1:3',
  'ffff::1',
  '4000::1',
  '8000::1',
  'c000::1',
  '1::1',
  '0100::2',
  '1fff::1',
]

const OPEN = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.0.3.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001::1',
  '2001:200::1',
  '2001:4860:4860::8888',
  '2003::1',
  '2400:cb00::1',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
]

describe('S50: addresses', () => {
  it.each(CLOSED_IPV4)('%s is closed', address => expect(isPublicAddress(address)).toBe(false))
  it.each(CLOSED_IPV6)('%s is closed', address => expect(isPublicAddress(address)).toBe(false))
  it.each(OPEN)('%s is open', address => expect(isPublicAddress(address)).toBe(true))
  it.each(['', 'localhost', 'fe80::1%eth0', '::1%lo', '1.2.3', '1.2.3.4.5', '0x7f000001', '256.1.1.1', '1.1.1.1 '])(
    '%j is no address, and so not open',
    text => expect(isPublicAddress(text)).toBe(false),
  )
})

/** Ways of writing a closed address that a parser, a resolver or a person may read as one. */
const SPELLINGS = [
  '127.1',
  '127.0.1',
  '0177.0.0.1',
  '0177.0.0.01',
  '0x7f.0.0.1',
  '0x7f.1',
  '0x7f000001',
  '0x7F000001',
  '2130706433',
  '017700000001',
  '0x7f.0x0.0x0.0x1',
  '127.0.0.01',
  '127.000.000.001',
  '127.0.0.0x1',
  '0',
  '0x0',
  '00',
  '0.0',
  '0x00000000',
  '10.1',
  '012.1',
  '0xa.1',
  '167772161',
  '0x0a000001',
  '192.168.257',
  '192.168.0x101',
  '3232235777',
  '0xc0a80101',
  '0300.0250.1.1',
  '169.254.43518',
  '0xa9fea9fe',
  '2852039166',
  '0251.0376.0251.0376',
  '0xa9.0xfe.0xa9.0xfe',
  '169.254.169.254.',
  '127.0.0.1.',
  '%31%32%37.0.0.1',
  '127%2e0%2e0%2e1',
  '１２７.０.０.１',
  '127。0。0。1',
  '①②⑦.⓪.⓪.①',
  '０x7f.1',
  '１０.0.0.1',
  '172.16.1',
  '172.1048577',
  '2886729729',
  '0xac100001',
  '4294967295',
  '0xffffffff',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[2001:db8::1]',
  '[ff02::1]',
  '[0000::1]',
  '[::0001]',
  '[::ffff:0:0]',
]

describe('S50: spellings', () => {
  it.each(SPELLINGS)('https://%s/ is refused for its address', host => {
    expect(ruleOf(`https://${host}/`)).toBe('private_address')
  })

  it.each(SPELLINGS.filter(host => !host.includes('%')))('https://%s:8443/ with a port and a path as well', host => {
    expect(ruleOf(`https://${host}:8443/in?x=1`)).toBe('private_address')
  })

  it.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    'localhost..',
    'LocalHost.',
    'foo.localhost',
    'a.b.localhost.',
    'ｌocalhost',
    'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'local%68ost',
    'printer.local',
    'db.internal',
    'metadata.google.internal',
    'router.lan',
    'nas.home.arpa',
    'wiki.corp',
    'x.localdomain',
    'abc.onion',
    'intranet',
    'db',
    'redis',
    'postgres',
    'metadata',
    'x.intranet',
  ])('https://%s/ is refused for its name', host => {
    expect(ruleOf(`https://${host}/`)).toBe('name')
  })

  it.each([
    ['https://user@hooks.example.com/', 'credentials'],
    ['https://user:pass@hooks.example.com/', 'credentials'],
    ['https://:pass@hooks.example.com/', 'credentials'],
    ['https://@hooks.example.com/', 'credentials'],
    ['https://hooks.example.com@127.0.0.1/', 'credentials'],
    ['https://127.0.0.1@hooks.example.com/', 'credentials'],
    ['https://hooks.example.com:443@127.0.0.1/', 'credentials'],
    ['https://a%40b@c.example.com/', 'credentials'],
    ['http://hooks.example.com/', 'scheme'],
    ['HTTP://hooks.example.com/', 'scheme'],
    ['ftp://hooks.example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://hooks.example.com/', 'scheme'],
    ['data:text/plain,x', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['ws://hooks.example.com/', 'scheme'],
    ['unix:/var/run/docker.sock', 'scheme'],
    ['https://hooks.example.com/#x', 'fragment'],
    ['https://hooks.example.com/#', 'fragment'],
    ['https:hooks.example.com', 'unreadable'],
    ['https:/hooks.example.com', 'unreadable'],
    ['https:///hooks.example.com', 'unreadable'],
    ['//hooks.example.com/', 'unreadable'],
    ['hooks.example.com', 'unreadable'],
    ['', 'unreadable'],
    [' https://hooks.example.com/', 'unreadable'],
    ['https://hooks.example.com/ ', 'unreadable'],
    ['https://hooks.exam\nple.com/', 'unreadable'],
    ['https://hooks.exam\tple.com/', 'unreadable'],
    ['https://hooks.example.com/\r\nHost: 127.0.0.1', 'unreadable'],
    ['https://hooks.example.com\\@127.0.0.1/', 'unreadable'],
    ['https://hooks.example.com/\u0000', 'unreadable'],
    ['https://[::1', 'unreadable'],
    ['https://[fe80::1%25eth0]/', 'unreadable'],
    ['https://[fe80::1%eth0]/', 'unreadable'],
    ['https://256.256.256.256/', 'unreadable'],
    ['https://1.2.3.4.5/', 'unreadable'],
    ['https://0x100000000/', 'unreadable'],
    ['https://exa mple.com/', 'unreadable'],
    ['https://hooks.example.com:99999/', 'unreadable'],
    [`https://hooks.example.com/${'x'.repeat(2000)}`, 'unreadable'],
    ['https://integrations.example.net/', 'own_server'],
    ['https://INTEGRATIONS.example.net./x', 'own_server'],
    ['https://integrations.example.net:8443/x', 'own_server'],
  ] as const)('%j is refused by the rule %s', (text, rule) => expect(ruleOf(text)).toBe(rule))

  it.each([
    21, 22, 23, 25, 53, 80, 110, 139, 143, 445, 587, 636, 993, 1, 7, 3306, 3389, 5432, 6379, 9200, 11211, 27017,
  ])('S52: port %i is refused', port => expect(ruleOf(`https://hooks.example.com:${port}/`)).toBe('port'))

  it.each([
    'https://hooks.example.com',
    'https://hooks.example.com/in?token=1',
    'https://hooks.example.com:443/',
    'https://hooks.example.com:8443/',
    'https://hooks.example.com:4443/a/b',
    'https://bücher.example/',
    'https://xn--bcher-kva.example/',
    'https://1.1.1.1/in',
    'https://[2606:4700:4700::1111]/in',
    'https://hooks.example.com/a@b',
    'https://localhost.example.com/',
    'https://127.0.0.1.example.com/',
  ])('%s may be saved', text => expect(ruleOf(text)).toBeUndefined())

  it('are many, each once', () => {
    expect(CLOSED_IPV4.length + CLOSED_IPV6.length + SPELLINGS.length).toBeGreaterThanOrEqual(180)
    expect(new Set(SPELLINGS).size).toBe(SPELLINGS.length)
  })
})

describe('S51: what a name led to', () => {
  const url = new URL('https://hooks.example.com/')
  it('is refused when any of its addresses is closed', () => {
    expect(strict.judge(url, ['1.1.1.1'])).toBeUndefined()
    expect(strict.judge(url, ['1.1.1.1', '127.0.0.1'])?.rule).toBe('private_address')
    expect(strict.judge(url, ['::ffff:10.0.0.1'])?.rule).toBe('private_address')
    expect(strict.judge(url, ['not an address'])?.rule).toBe('private_address')
  })
})

describe('the operator’s list', () => {
  const dev = createTargetGuard({ allowed: ['127.0.0.0/8', '::1', 'receiver.test', '*.dev.example'], own })
  it('opens what it names, by http too, and nothing else', () => {
    expect(ruleOf('http://127.0.0.1:4000/in', dev)).toBeUndefined()
    expect(ruleOf('http://[::1]:4000/in', dev)).toBeUndefined()
    expect(ruleOf('https://10.0.0.1/in', dev)).toBe('private_address')
    expect(ruleOf('http://1.1.1.1/in', dev)).toBe('scheme')
    expect(dev.judge(new URL('http://receiver.test:4000/'), ['172.17.0.2'])).toBeUndefined()
    expect(dev.judge(new URL('http://a.dev.example/'), ['10.0.0.9'])).toBeUndefined()
    expect(dev.judge(new URL('https://other.example/'), ['172.17.0.2'])?.rule).toBe('private_address')
    expect(dev.judge(new URL('http://localhost:4000/'), ['127.0.0.1', '::1'])).toBeUndefined()
  })

  it('S52: never opens this server’s own port, under any of its addresses', () => {
    const all = createTargetGuard({ allowed: ['*'], own })
    for (const host of ['127.0.0.1', '127.9.9.9', '[::1]', '0.0.0.0', '192.168.7.20', 'integrations.example.net']) {
      expect([host, ruleOf(`http://${host}:3000/`, all)]).toEqual([host, 'own_server'])
    }
    expect(all.judge(new URL('http://sneaky.test:3000/'), ['127.0.0.1'])?.rule).toBe('own_server')
    expect(ruleOf('http://127.0.0.1:22/', all)).toBe('port')
    expect(ruleOf('http://127.0.0.1:4000/', all)).toBeUndefined()
  })
})
