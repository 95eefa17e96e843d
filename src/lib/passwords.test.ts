import { describe, expect, test } from 'vitest'
import { hashPassword, isPasswordRight } from './passwords.ts'

describe('a password', () => {
  test('is right against its own hash and wrong against any other, to the last character', async () => {
    const password = 'correct horse battery staple'
    const stored = await hashPassword(password)
    expect(await isPasswordRight(password, stored)).toBe(true)
    for (const wrong of ['', password.slice(0, -1), `${password} `, password.toUpperCase(), `${password}\0`]) {
      expect(await isPasswordRight(wrong, stored), wrong).toBe(false)
    }
  })

  test('is never cut: the 300th character counts', async () => {
    const stored = await hashPassword(`${'long '.repeat(60)}a`)
    expect(await isPasswordRight(`${'long '.repeat(60)}b`, stored)).toBe(false)
  })

  test('is the same however its accents are typed', async () => {
    const stored = await hashPassword('caf\u00e9 au lait, s\u2019il vous pla\u00eet')
    expect(await isPasswordRight('cafe\u0301 au lait, s\u2019il vous plai\u0302t', stored)).toBe(true)
  })

  test('is stored as argon2id at the floor of ASVS, under a salt of its own', async () => {
    const [one, two] = await Promise.all([hashPassword('the same words'), hashPassword('the same words')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(one).not.toBe(two)
  })

  test.each([undefined, '', 'plain', '$2b$10$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=19456,t=2,p=1$$'])(
    'is wrong against %j, which is no hash of ours',
    async stored => expect(await isPasswordRight('', stored)).toBe(false),
  )
})
