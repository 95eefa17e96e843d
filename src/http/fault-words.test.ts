import { type TSchema, Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { CREATE_INTEGRATION, EDIT_INTEGRATION } from '../contract/integrations.ts'
import { describeFault } from './fault-words.ts'
import { compileShape } from './shapes.ts'

const wordsFor = (schema: TSchema, value: unknown) => compileShape(schema)(value).map(describeFault)

describe('a body that does not fit is told', () => {
  test('every faulty field at once, each with what would be right', () => {
    const body = { scope: [], name: '', description: 5, allowedIps: 'x', limits: { perDay: 'x', perYear: 1 } }
    expect(wordsFor(CREATE_INTEGRATION.body, body)).toEqual(
      expect.arrayContaining([
        { field: 'scopes', message: 'is required' },
        { field: 'scope', message: 'is not a known field' },
        { field: 'name', message: 'must not be empty' },
        { field: 'description', message: 'must be a string' },
        { field: 'allowedIps', message: 'must be a list' },
        { field: 'limits.perDay', message: 'must be a whole number' },
        { field: 'limits.perYear', message: 'is not a known field' },
      ]),
    )
  })

  test('a place inside a list by its number', () => {
    expect(wordsFor(CREATE_INTEGRATION.body, { name: 'x', scopes: ['a', 5] })).toEqual([
      { field: 'scopes[1]', message: 'must be a string' },
    ])
  })

  test('a union in one line, not one per branch', () => {
    expect(wordsFor(EDIT_INTEGRATION.body, { expiresAt: 5 })).toEqual([
      { field: 'expiresAt', message: 'must be a date and time such as 2026-01-31T12:00:00Z or null' },
    ])
  })

  test('an empty change, and a body that is no object', () => {
    expect(wordsFor(EDIT_INTEGRATION.body, {})).toEqual([{ field: 'body', message: 'must name at least one field' }])
    expect(wordsFor(EDIT_INTEGRATION.body, [])).toEqual([{ field: 'body', message: 'must be an object' }])
    expect(wordsFor(EDIT_INTEGRATION.body, null)).toEqual([{ field: 'body', message: 'must be an object' }])
  })

  test.each([
    [Type.Enum(['a', 'b']), 'c', 'must be one of: a, b'],
    [Type.Integer({ minimum: 1 }), 0, 'must be at least 1'],
    [Type.Integer({ maximum: 9 }), 10, 'must be at most 9'],
    [Type.Integer(), 1.5, 'must be a whole number'],
    [Type.String({ maxLength: 2 }), 'abc', 'must be at most 2 characters'],
    [Type.Array(Type.String(), { maxItems: 1 }), ['a', 'b'], 'must hold at most 1 items'],
    [Type.Array(Type.String(), { uniqueItems: true }), ['a', 'a'], 'must not hold the same value twice'],
    [Type.String({ pattern: '^x$', examples: ['x'] }), 'y', 'must look like "x"'],
    [Type.Boolean(), 'true', 'must be true or false'],
    [Type.Literal('a'), 'b', 'must be "a"'],
    [Type.String({ format: 'email' }), 'x', 'must be an e-mail address such as name@example.com'],
  ])('rule %#', (schema, value, message) => {
    expect(wordsFor(schema, value)).toEqual([{ field: 'body', message }])
  })

  test('without the validator’s own words for any rule of the contract', () => {
    for (const value of [null, 5, '', [], { name: null, scopes: {}, limits: [], expiresAt: 'x', allowedIps: [''] }]) {
      for (const { message } of wordsFor(CREATE_INTEGRATION.body, value)) {
        expect(message).not.toMatch(/must NOT|must match|schema|is not as it should be/)
      }
    }
  })
})
