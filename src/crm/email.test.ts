import { describe, expect, it } from 'vitest'
import { normaliseEmail } from './email.ts'

describe('an e-mail', () => {
  it.each([
    [' Rosan@Deos.com ', 'Rosan@Deos.com'],
    ['a+b@c.d', 'a+b@c.d'],
    ['jörg@müller.example', 'jörg@müller.example'],
    ['', null],
    ['  ', null],
    [null, null],
  ])('%j is kept as %j', (text, kept) => expect(normaliseEmail(text)).toBe(kept))

  it.each(['a', '@', 'a@b', '@b.c', 'a@', 'a@b.', 'a@.c', 'a b@c.d', 'a@b@c.d', `${'a'.repeat(251)}@b.c`])(
    '%s is refused',
    text => expect(() => normaliseEmail(text)).toThrow('email must be an email'),
  )
})
