import type { FieldFault } from '../domain/problem.ts'
import type { ShapeFault } from './shapes.ts'

const TYPE_WORDS: Record<string, string> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

const FORMAT_WORDS: Record<string, string> = {
  'date-time': 'a date and time such as 2026-01-31T12:00:00Z',
  email: 'an e-mail address such as name@example.com',
  uri: 'an address such as https://example.com/path',
}

type Words = (schema: Record<string, unknown>) => string

/** What would be right, per rule of JSON Schema. */
const RULE_WORDS: Record<string, Words> = {
  required: () => 'is required',
  additionalProperties: () => 'is not a known field',
  unevaluatedProperties: () => 'is not a known field',
  type: schema => `must be ${typeWords(schema)}`,
  enum: schema => `must be one of: ${(schema.enum as unknown[]).map(String).join(', ')}`,
  const: schema => `must be ${JSON.stringify(schema.const)}`,
  anyOf: schema => `must be ${(schema.anyOf as Record<string, unknown>[]).map(branchWords).join(' or ')}`,
  minLength: schema =>
    schema.minLength === 1 ? 'must not be empty' : `must be at least ${schema.minLength} characters`,
  maxLength: schema => `must be at most ${schema.maxLength} characters`,
  minimum: schema => `must be at least ${schema.minimum}`,
  maximum: schema => `must be at most ${schema.maximum}`,
  minItems: schema => (schema.minItems === 1 ? 'must not be empty' : `must hold at least ${schema.minItems} items`),
  maxItems: schema => `must hold at most ${schema.maxItems} items`,
  uniqueItems: () => 'must not hold the same value twice',
  minProperties: () => 'must name at least one field',
  format: schema => `must be ${FORMAT_WORDS[String(schema.format)] ?? `in the format ${schema.format}`}`,
  pattern: schema => `must look like ${exampleOf(schema)}`,
}

/** A fault in words for a person: the field as they wrote it, and what would be right. */
export function describeFault(fault: ShapeFault): FieldFault {
  return { field: fieldName(fault.path), message: faultWords(fault) }
}

/** What would be right, without the field. */
export function faultWords(fault: ShapeFault): string {
  return RULE_WORDS[fault.rule]?.(fault.schema) ?? 'is not as it should be'
}

/** `scopes[2]`, `limits.perDay`; the whole document is `body`. */
function fieldName(path: readonly (string | number)[]): string {
  const name = path.map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
  return name === '' ? 'body' : name.replace(/^\./, '').slice(0, 200)
}

function typeWords(schema: Record<string, unknown>): string {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  return types.map(type => TYPE_WORDS[String(type)] ?? String(type)).join(' or ')
}

function branchWords(branch: Record<string, unknown>): string {
  if (branch.const !== undefined) return JSON.stringify(branch.const)
  if (typeof branch.format === 'string') return FORMAT_WORDS[branch.format] ?? branch.format
  return typeWords(branch)
}

function exampleOf(schema: Record<string, unknown>): string {
  const example = Array.isArray(schema.examples) ? schema.examples[0] : undefined
  return example === undefined ? String(schema.pattern) : JSON.stringify(example)
}
