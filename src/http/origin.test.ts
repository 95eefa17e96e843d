import { expect, test } from 'vitest'
import { plainHeader } from './origin.ts'

test('S70: control characters, terminal codes and text direction marks are taken out of what is kept', () => {
  expect(plainHeader('curl/8.5\r\nset-cookie: x\u001b[31m\u202egnp.exe\u0000')).toBe('curl/8.5set-cookie: x[31mgnp.exe')
})

test('text is bounded and always storable', () => {
  expect(plainHeader('😀'.repeat(300), 101).isWellFormed()).toBe(true)
  expect(plainHeader('a'.repeat(10_000))).toHaveLength(200)
  expect(plainHeader(['a', 'b'])).toBe('a, b')
  expect(plainHeader(undefined)).toBe('')
})

test('S14: a token or an API key where a name belongs is not kept', () => {
  const secret = 'x'.repeat(38)
  expect(plainHeader(`app pit_${secret}`)).toBe('app pit_(removed)')
  expect(plainHeader(`lak_${secret}/1.0`)).toBe('lak_(removed)/1.0')
})
