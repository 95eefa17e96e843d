import { describe, expect, it } from 'vitest'
import { nextPath } from './next-path.ts'

describe('nextPath', () => {
  it.each([
    ['/', '/'],
    ['/accounts/acc_1/private-integrations', '/accounts/acc_1/private-integrations'],
    ['/accounts/acc_1/private-integrations?q=a%20b&cursor=x', '/accounts/acc_1/private-integrations?q=a%20b&cursor=x'],
    ['/a/../b#there', '/b'],
  ])('goes to a path of this server: %s', (text, path) => {
    expect(nextPath(text)).toBe(path)
  })

  it.each([
    [undefined],
    [''],
    ['accounts'],
    ['//evil.example'],
    ['///evil.example'],
    ['/\\evil.example'],
    ['\\\\evil.example'],
    ['/./\\evil.example'],
    ['/.//evil.example'],
    ['/x/..//evil.example'],
    ['https:evil.example'],
    ['https://evil.example'],
    ['HTTPS://evil.example'],
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['/%2f/evil.example'],
    ['/%2Fevil.example'],
    ['/%5cevil.example'],
    ['/%252f%252fevil.example'],
    ['%2f%2fevil.example'],
    ['/\t/evil.example'],
    ['/\n/evil.example'],
    ['/%09/evil.example'],
    ['/%0d%0aSet-Cookie:x=1'],
    ['/%00'],
    ['/a b'],
    [' /a'],
    ['/ü'],
    ['/／evil.example'],
    [`/${'a'.repeat(2000)}`],
  ])('S40: refuses %j', text => {
    expect(nextPath(text)).toBeUndefined()
  })
})
