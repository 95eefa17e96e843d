import { describe, expect, test } from 'vitest'
import { LEAKED_PASSWORDS } from './leaked-passwords.ts'
import { checkEmail, checkPassword, passwordFault } from './user.ts'

describe('an e-mail address', () => {
  test.each(['mara@example.com', 'm.a+tag@sub.example.co.uk', 'ünïcode@exämple.de', `${'a'.repeat(64)}@example.com`])(
    '%s is taken as it is',
    email => expect(checkEmail(email)).toBe(email),
  )

  test('comes back trimmed', () => expect(checkEmail('  mara@example.com\n')).toBe('mara@example.com'))

  test.each([
    '',
    'mara',
    '@example.com',
    'mara@',
    'mara@example',
    'mara@example.',
    'mara@.c',
    'ma ra@example.com',
    'mara@exa mple.com',
    'mara@one@example.com',
    `${'a'.repeat(65)}@example.com`,
    `mara@${'a'.repeat(300)}.com`,
    'mara@example.com\nbcc: x@example.com',
  ])('%j is refused, naming the field', email => {
    expect(() => checkEmail(email)).toThrow('email: must be an e-mail address such as name@example.com')
  })

  test('is judged in no time, however it is built', () => {
    const startedMs = performance.now()
    for (const text of ['a'.repeat(100_000), `${'a@'.repeat(50_000)}`, `a@${'a.'.repeat(50_000)}`]) {
      expect(() => checkEmail(text)).toThrow()
    }
    expect(performance.now() - startedMs).toBeLessThan(500)
  })
})

describe('a password', () => {
  const CONTEXT = ['Mara Petit', 'mara@example.com', 'mara', 'Warehouse Company']
  const check = (password: string) => checkPassword(password, CONTEXT)

  test.each([
    'correct horse battery',
    'exactly 15 char',
    '  blanks at both ends  ',
    'пароль из многих слов',
    '密码由许多不同的汉字组成而且足够长',
    '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🐤🦆',
    'many words that run on and on '.repeat(8),
  ])('%j is taken', password => expect(() => check(password)).not.toThrow())

  test('counts characters as people see them: 14 emoji are too short although they are 28 code units', () => {
    expect(() => check('🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🐤')).toThrow('password: must be at least 15 characters')
  })

  test('is taken up to 256 characters and refused beyond, never cut', () => {
    const long = Array.from({ length: 256 }, (_, i) => '🦊🐻🐼🐨🐯🦁'.slice((i % 6) * 2, (i % 6) * 2 + 2)).join('')
    expect(() => check(long)).not.toThrow()
    expect(() => check(`${long}a`)).toThrow('password: must be at most 256 characters')
  })

  test.each(['aaaaaaaaaaaaaaaaaaaa', 'abababababababababab', '121212121212121212'])(
    '%s is refused: the same few characters',
    password => expect(() => check(password)).toThrow('must not repeat the same few characters'),
  )

  test.each(['Mara Petit Mara Petit', 'mara@example.com 1', 'WAREHOUSE COMPANY 2026', 'mara@example.commara'])(
    '%s is refused: it stands right beside the password',
    password => expect(() => check(password)).toThrow('must not be made of your name, e-mail address or account'),
  )

  test('S35: each of the 5,000 most common ones is refused, in capitals, too', () => {
    expect(LEAKED_PASSWORDS.size).toBe(5000)
    for (const leaked of LEAKED_PASSWORDS) {
      expect(passwordFault(leaked.toUpperCase(), { hasSecondFactor: true }), leaked).toBeDefined()
    }
  })

  test.each(['Maverick', 'q1w2e3r4t5', 'Maverick Maverick', 'Butthead-2026', 'MAVERICK-2026!!!', '2026 maverick 2026'])(
    'S35: %s is refused: many people use it, whatever stands around it',
    password =>
      expect(passwordFault(password, { hasSecondFactor: true })).toBe(
        'must not be a password that many people use; make a sentence of your own',
      ),
  )

  test.each([
    'passwordpassword',
    'Password Password 1!',
    'P@ssw0rd P@ssw0rd',
    'passwordpassword19870412',
    '123456789012345',
    '987654321098765',
    'qwertyuiopasdfgh',
    '1qaz2wsx3edc4rfv',
    'abcdefghijklmnop',
    'abc123abc123abc123',
    'mydogmydogmydogmydog',
    'iloveyousunshine2026',
    'Welcome-Admin-2026!',
  ])('S35: %s is refused: guessers try it first', password => {
    expect(() => check(password)).toThrow(
      /must not be (made of common words.*|a password that many people use;.*) of your own/,
    )
  })

  test.each([
    'correct horse battery staple',
    'a long enough password',
    'password of the red lighthouse',
    'maverick beside the sea',
    'kV7#q9!Zt2$Lw8@',
    '839201746529384',
    '0f9b2c7d4e8a1365fb',
  ])('S35: %s is taken: enough is left without what guessers try first', password => {
    expect(() => check(password)).not.toThrow()
  })

  test('is judged in no time, however it is built', () => {
    const startedMs = performance.now()
    for (const text of ['abcde'.repeat(51), 'aaaab'.repeat(51), '🦊🐻🐼🐨🐯'.repeat(51), 'qwert '.repeat(42)]) {
      passwordFault(text)
    }
    expect(performance.now() - startedMs).toBeLessThan(500)
  })

  test('may hold a word of the account when enough else is there, and empty context refuses nothing', () => {
    expect(() => check('the warehouse company of my uncle')).not.toThrow()
    expect(() => checkPassword('correct horse battery', ['', 'a', 'or'])).not.toThrow()
  })
})
