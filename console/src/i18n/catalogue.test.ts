import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { catalogue, catalogues } from './catalogue.tsx'
import { pseudoAst } from './pseudo.ts'

// Each folder's messages.ts, so that a new one is never forgotten.
import.meta.glob(['../**/messages.ts', '../**/*-messages.ts'], { eager: true })

describe('every catalogue', () => {
  it('is made of messages that can be read', () => {
    const unreadable = [...catalogues].flatMap(([id, messages]) =>
      Object.entries(messages)
        .filter(([, message]) => !canBeRead(message))
        .map(([key]) => `${id}.${key}`),
    )
    expect(catalogues.size).toBeGreaterThan(2)
    expect(unreadable).toEqual([])
  })

  it('uses typographic quotes and no exclamation mark', () => {
    const loud = [...catalogues].flatMap(([id, messages]) =>
      Object.entries(messages)
        .filter(([, message]) => /!|[a-z]'[a-z]/.test(message))
        .map(([key]) => `${id}.${key}`),
    )
    expect(loud).toEqual([])
  })
})

describe('a message', () => {
  const t = catalogue('test', {
    plain: 'As it is',
    count: '{count, plural, =0 {none} one {# token} other {# tokens}} of {name}',
    rich: '<b>{name}</b> goes on working.',
  })

  it('takes values and counts', () => {
    expect(t('plain')).toBe('As it is')
    expect(t('count', { count: 1, name: 'Zapier' })).toBe('1 token of Zapier')
    expect(t('count', { count: 1200, name: '{x}' })).toBe('1,200 tokens of {x}')
  })

  it('S32: leaves markup in a value as text', () => {
    const parts = t.rich('rich', { name: '<i>x</i>', b: chunks => ['bold', chunks] })
    expect(JSON.stringify(parts)).toContain('<i>x</i>')
  })

  it('grows by 40 % in the test language, and keeps its places for values', () => {
    const plain = new IntlMessageFormat('Rotate {name} now', 'en')
    const long = String(new IntlMessageFormat(pseudoAst(plain.getAst()), 'en').format({ name: 'Zapier' }))
    expect(long).toContain('Zapier')
    expect(long.length).toBeGreaterThan('Rotate Zapier now'.length * 1.2)
  })
})

function canBeRead(message: string): boolean {
  try {
    return new IntlMessageFormat(message, 'en').getAst().length > 0
  } catch {
    return false
  }
}
