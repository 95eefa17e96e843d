import type { FastifyReply, FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './session-cookie.ts'

const HTTPS = new URL('https://pit.example.com')
const HTTP = new URL('http://localhost:3000')
const session = { sessionSecret: 'abc123', expiresAt: new Date('2026-12-01T00:00:00Z') }

const requestWith = (cookie: string) => ({ headers: { cookie } }) as FastifyRequest

function written(write: (reply: FastifyReply) => void): string {
  let line = ''
  write({ header: (_name: string, value: string) => (line = value) } as unknown as FastifyReply)
  return line
}

describe('the session cookie', () => {
  it('S30: over https it is __Host-, Secure, HttpOnly and SameSite, for the whole host and no other', () => {
    expect(written(reply => setSessionCookie(reply, HTTPS, session))).toBe(
      '__Host-pit_session=abc123; Path=/; HttpOnly; SameSite=Lax; Secure; Expires=Tue, 01 Dec 2026 00:00:00 GMT',
    )
  })

  it('S30: over http it goes without prefix and Secure, so that a first try works', () => {
    expect(written(reply => setSessionCookie(reply, HTTP, session))).toBe(
      'pit_session=abc123; Path=/; HttpOnly; SameSite=Lax; Expires=Tue, 01 Dec 2026 00:00:00 GMT',
    )
  })

  it('S30: over https the plain name is no session: another site of the domain could have planted it', () => {
    expect(readSessionCookie(requestWith('pit_session=planted'), HTTPS)).toBeUndefined()
    expect(readSessionCookie(requestWith('a=b; __Host-pit_session=abc123'), HTTPS)).toBe('abc123')
  })

  it('S30: of two with the same name neither counts', () => {
    expect(readSessionCookie(requestWith('pit_session=a; pit_session=b'), HTTP)).toBeUndefined()
  })

  it('is taken back by one that ended long ago', () => {
    expect(written(reply => clearSessionCookie(reply, HTTP))).toContain('pit_session=; ')
    expect(written(reply => clearSessionCookie(reply, HTTP))).toContain('Expires=Thu, 01 Jan 1970')
  })

  it('S70: refuses a value that would end the header line', () => {
    const forged = { ...session, sessionSecret: 'a\r\nset-cookie: x=1' }
    expect(() => written(reply => setSessionCookie(reply, HTTP, forged))).toThrow('not a cookie')
  })
})
