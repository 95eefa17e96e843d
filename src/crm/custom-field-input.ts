import { type Static, Type } from 'typebox'

const Spelling = Type.Optional(Type.Unknown())

/**
 * A custom value as requests carry it. The documents ask for an id but say "pass either id or key"; which one it was is for
 * the operation to find out. They write `field_value`; programs also send the responses' own `fieldValue` (opportunities) and
 * `value` (contacts), which the live service takes.
 */
export const CustomFieldInput = Type.Object(
  {
    id: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
    key: Type.Optional(Type.String({ maxLength: 255 })),
    field_value: Spelling,
    fieldValue: Spelling,
    value: Spelling,
  },
  { additionalProperties: false },
)
export type CustomFieldInput = Static<typeof CustomFieldInput>

const SPELLINGS = ['field_value', 'fieldValue', 'value'] as const

/** The value and how it was spelled; the documented spelling comes first. */
export function givenValue(input: CustomFieldInput): { spelling: string; value: unknown } {
  const spelling = SPELLINGS.find(name => input[name] !== undefined) ?? 'field_value'
  return { spelling, value: input[spelling] }
}
