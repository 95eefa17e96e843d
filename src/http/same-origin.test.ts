import { describe, expect, test } from 'vitest'
import { isFromOwnPages } from './same-origin.ts'

const HTTPS = new URL('https://app.example.com')
const HOST = { host: 'app.example.com' }
const CHROME = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140' }

describe('S31: a request that changes something', () => {
  test.each([
    { origin: 'https://app.example.com' },
    { origin: 'https://app.example.com', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
  ])('comes from our own pages with %j', headers => {
    expect(isFromOwnPages({ ...HOST, ...CHROME, ...headers }, HTTPS)).toBe(true)
  })

  test.each([
    { origin: 'https://evil.example' },
    { origin: 'http://app.example.com' },
    { origin: 'https://app.example.com:8443' },
    { origin: 'https://app.example.com.evil.example' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': '' },
    { origin: 'null' },
    { origin: '' },
    {},
  ])('does not with %j from a browser', headers => {
    expect(isFromOwnPages({ ...HOST, ...CHROME, ...headers }, HTTPS)).toBe(false)
  })

  test('may come from no browser at all', () => {
    expect(isFromOwnPages({ ...HOST, 'user-agent': 'curl/8.5' }, HTTPS)).toBe(true)
    expect(isFromOwnPages(HOST, HTTPS)).toBe(true)
  })

  test('counts as ours under every name of ours, with the scheme of the public address', () => {
    const loopback = { host: 'localhost:3000', origin: 'http://localhost:3000' }
    expect(isFromOwnPages(loopback, new URL('http://127.0.0.1:3000'))).toBe(true)
    expect(isFromOwnPages(loopback, HTTPS)).toBe(false)
  })
})
