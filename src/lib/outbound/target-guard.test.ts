import { describe, expect, it } from 'vitest'
import { createTargetGuard, type TargetGuard, type TargetRule } from './target-guard.ts'

const own = { hosts: ['integrations.example.net'], ports: [443, 3000], addresses: ['192.168.7.20'] }
const strict = createTargetGuard({ allowed: [], own })

const split = (text: string) => text.trim().split(/\s+/)

/** The rule that refuses an address; undefined when it may be saved. */
function ruleOf(text: string, guard: TargetGuard = strict): TargetRule | undefined {
  const verdict = guard.read(text)
  return 'rule' in verdict ? verdict.rule : undefined
}

/** Ways of writing a closed address that a parser, a resolver or a person may read as one. */
const SPELLINGS = split(`
  127.1 127.0.1 0177.0.0.1 0177.0.0.01 0x7f.0.0.1 0x7f.1 0x7f000001 0x7F000001 2130706433 017700000001
  0x7f.0x0.0x0.0x1 127.0.0.01 127.000.000.001 127.0.0.0x1 0 0x0 00 0.0 0x00000000 10.1 012.1 0xa.1 167772161
  0x0a000001 192.168.257 192.168.0x101 3232235777 0xc0a80101 0300.0250.1.1 169.254.43518 0xa9fea9fe 2852039166
  0251.0376.0251.0376 0xa9.0xfe.0xa9.0xfe 169.254.169.254. 127.0.0.1. %31%32%37.0.0.1 127%2e0%2e0%2e1 １２７.０.０.１
  127。0。0。1 ①②⑦.⓪.⓪.① ０x7f.1 １０.0.0.1 172.16.1 172.1048577 2886729729 0xac100001 4294967295 0xffffffff
  255.255.255.255 [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1]
  [::127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] [fe80::1] [fc00::1] [fd00:ec2::254] [::ffff:169.254.169.254]
  [::ffff:a9fe:a9fe] [2001:db8::1] [ff02::1] [0000::1] [::0001] [::ffff:0:0]
`)

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
