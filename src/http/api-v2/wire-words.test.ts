import { type TSchema, Type } from 'typebox'
import { expect, test } from 'vitest'
import { compileShape } from '../shapes.ts'
import { describeWireFault } from './wire-words.ts'

const CLOSED = { additionalProperties: false }
const wordsFor = (schema: TSchema, value: unknown) => compileShape(schema)(value).map(describeWireFault)

test.each([
  [Type.Object({}, CLOSED), { x: 1 }, 'property x should not exist'],
  [Type.Object({ a: Type.Array(Type.Object({}, CLOSED)) }), { a: [{ b: 1 }] }, 'a.0.property b should not exist'],
  [Type.Object({ a: Type.String() }), { a: 1 }, 'a must be a string'],
  [Type.Object({ a: Type.String() }), {}, 'a should not be empty'],
  [Type.Object({ a: Type.String({ minLength: 1 }) }), { a: '' }, 'a should not be empty'],
  [Type.Object({ a: Type.Array(Type.String()) }), { a: 'x' }, 'a must be an array'],
  [Type.Object({ a: Type.Array(Type.String()) }), { a: ['x', 1] }, 'a.1 must be a string'],
  [Type.Object({ a: Type.Integer() }), { a: 1.5 }, 'a must be an integer number'],
  [Type.Object({ a: Type.Number() }), { a: 'x' }, 'a must be a number conforming to the specified constraints'],
  [Type.Object({ a: Type.Boolean() }), { a: 'x' }, 'a must be a boolean value'],
  [Type.Object({ a: Type.Enum(['p', 'q']) }), { a: 'x' }, 'a must be one of the following values: p, q'],
  [Type.Object({ a: Type.Integer({ maximum: 100 }) }), { a: 101 }, 'a must not be greater than 100'],
  [Type.Object({ a: Type.Integer({ minimum: 1 }) }), { a: 0 }, 'a must not be less than 1'],
  [Type.Object({ a: Type.String({ maxLength: 1 }) }), { a: 'xx' }, 'a must be shorter than or equal to 1 characters'],
  [
    Type.Object({ a: Type.Union([Type.String(), Type.Array(Type.String())]) }),
    { a: 1 },
    'a must be a string or must be an array',
  ],
  [Type.Object({ a: Type.String({ format: 'email' }) }), { a: 'x' }, 'a must be an email'],
])('rule %# reads as clients of API v2.0 know it', (schema, value, sentence) => {
  expect(wordsFor(schema, value)).toEqual([sentence])
})

test('all faults are listed', () => {
  const schema = Type.Object({ a: Type.String(), b: Type.Integer() }, CLOSED)
  expect(wordsFor(schema, { b: 'x', c: 1 }).sort()).toEqual([
    'a should not be empty',
    'b must be an integer number',
    'property c should not exist',
  ])
})
