import fc from 'fast-check'
import type { TSchema } from 'typebox'
import type { Operation } from '../../src/crm/operation.ts'

type Schema = TSchema & Record<string, unknown>

/** Values for properties by their name, where hardly any generated one is in order: most runs must get past the door. */
export type GoodValues = Record<string, fc.Arbitrary<unknown>>

/** Text that has hurt others. NUL and lone surrogates are refused before any operation sees them. */
const EVIL = [
  ...["' or 1=1 --", '";drop table crm_contacts;--', '\\', '%', '_', '\\%', "E'\\n'", '$1', '?', '{}', '{"a":1}', '[]'],
  ...['null', 'undefined', 'NaN', 'Infinity', '-0', '1e400', '0x10', '9223372036854775808', '٣', '１２'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'customFields.',
    'customFields.x',
    'İ',
    'ß',
    '\u202e',
    '👩‍👩‍👧',
    '\u00a0',
    '\n',
  ],
  ...['0000-00-00', '9999-12-31', '2024-02-29', '99999-01-01', '2026-01-01T25:00:00Z', '-000001-01-01', '10/10/0001'],
  ...['+', '++1', '+0123456', '00', '+1234567890123456', 'tel:+1', '911', 'a@b', 'a@b.c', '@', 'a@@b.c', ' a@b.c '],
]
/** Text, as hurtful as it comes, of at most so many characters. */
export const text = (limit = 60) =>
  fc
    .oneof(fc.constantFrom(...EVIL), fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ unit: 'binary' }))
    .map(value => value.replaceAll('\0', '').toWellFormed().slice(0, limit).toWellFormed())
export const anything = fc.oneof(
  { depthSize: 'small' },
  text(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue(),
)

/** Values that a schema lets through, as hurtful as it allows; now and then a wrong one. */
function valuesOf(schema: Schema, goodValues: GoodValues, name = ''): fc.Arbitrary<unknown> {
  const good = goodValues[name]
  const wild = wildValuesOf(schema, goodValues)
  return good === undefined ? wild : fc.oneof({ arbitrary: good, weight: 30 }, { arbitrary: wild, weight: 1 })
}

function wildValuesOf(schema: Schema, goodValues: GoodValues): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'object':
      return objectsOf(schema, goodValues)
    case 'array':
      return fc.array(valuesOf(schema.items as Schema, goodValues), { minLength: 1, maxLength: 4 })
    case 'string':
      return schema.nullable ? fc.option(text(schema.maxLength as number)) : text(schema.maxLength as number)
    case 'integer':
      return fc.integer({ min: (schema.minimum as number) ?? 0, max: (schema.maximum as number) ?? 1e6 })
    case 'number':
      return fc.double({ min: schema.minimum as number, max: schema.maximum as number, noNaN: true })
    case 'boolean':
      return fc.boolean()
    default:
      return anything
  }
}

function objectsOf(schema: Schema, goodValues: GoodValues): fc.Arbitrary<Record<string, unknown>> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  const shape = Object.fromEntries(properties.map(([name, value]) => [name, valuesOf(value, goodValues, name)]))
  return fc.record(shape, { requiredKeys: (schema.required as string[] | undefined) ?? [] })
}

/** Query and body as an operation's schemas let them through. */
export const inputsOf = ({ body, query }: Operation, goodValues: GoodValues) =>
  fc.record({
    body: body === undefined ? fc.constant(undefined) : objectsOf(body as Schema, goodValues),
    query: query === undefined ? fc.constant({}) : objectsOf(query as Schema, goodValues),
  })
