import type { ShapeFault } from '../shapes.ts'

const TYPE_WORDS: Record<string, string> = {
  string: 'must be a string',
  integer: 'must be an integer number',
  number: 'must be a number conforming to the specified constraints',
  boolean: 'must be a boolean value',
  array: 'must be an array',
  object: 'must be an object',
  null: 'must be null',
}

const FORMAT_WORDS: Record<string, string> = {
  'date-time': 'must be a valid ISO 8601 date string',
  date: 'must be a valid ISO 8601 date string',
  email: 'must be an email',
  uri: 'must be a URL address',
  uuid: 'must be a UUID',
}

type Words = (schema: Record<string, unknown>) => string

/** The sentences that clients of API v2.0 know: the live service validates with class-validator. */
const RULE_WORDS: Record<string, Words> = {
  required: () => 'should not be empty',
  type: schema => typesOf(schema).join(' or '),
  enum: schema => `must be one of the following values: ${(schema.enum as unknown[]).map(String).join(', ')}`,
  const: schema => `must be equal to ${String(schema.const)}`,
  anyOf: schema => (schema.anyOf as Record<string, unknown>[]).flatMap(branchWords).join(' or '),
  minLength: schema =>
    schema.minLength === 1 ? 'should not be empty' : `must be longer than or equal to ${schema.minLength} characters`,
  maxLength: schema => `must be shorter than or equal to ${schema.maxLength} characters`,
  minimum: schema => `must not be less than ${schema.minimum}`,
  maximum: schema => `must not be greater than ${schema.maximum}`,
  minItems: schema =>
    schema.minItems === 1 ? 'should not be empty' : `must contain at least ${schema.minItems} elements`,
  maxItems: schema => `must contain no more than ${schema.maxItems} elements`,
  minProperties: () => 'should not be empty',
  format: schema => FORMAT_WORDS[String(schema.format)] ?? `must be in the format ${schema.format}`,
  pattern: schema => patternWords(schema),
}

/** One sentence of a 422's list. Places inside a list or object are written `customFields.0.id`. */
export function describeWireFault(fault: ShapeFault): string {
  const name = fault.path.join('.').slice(0, 200)
  if (fault.rule === 'additionalProperties') return unknownProperty(fault.path)
  if (fault.rule === 'uniqueItems') return `All ${name}'s elements must be unique`
  const says = RULE_WORDS[fault.rule]?.(fault.schema) ?? 'is not valid'
  return `${name === '' ? 'body' : name} ${says}`
}

function unknownProperty(path: readonly (string | number)[]): string {
  const parents = path.slice(0, -1).map(step => `${step}.`)
  return `${parents.join('')}property ${String(path.at(-1)).slice(0, 200)} should not exist`
}

function patternWords(schema: Record<string, unknown>): string {
  if (typeof schema.description === 'string') return `must be: ${schema.description}`
  const example = Array.isArray(schema.examples) ? schema.examples[0] : undefined
  return example === undefined ? 'is not valid' : `must look like ${String(example)}`
}

function branchWords(branch: Record<string, unknown>): string[] {
  if (branch.const !== undefined) return [`must be equal to ${JSON.stringify(branch.const)}`]
  return typesOf(branch)
}

function typesOf(schema: Record<string, unknown>): string[] {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  return types.map(type => TYPE_WORDS[String(type)] ?? 'is not valid')
}
