/** As much of JSON Schema as the route schemas use. */
interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  minProperties?: number
  items?: Schema | Schema[]
  prefixItems?: Schema[]
  minItems?: number
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  format?: string
  minLength?: number
  minimum?: number
  pattern?: string
  examples?: unknown[]
}

/** A value that passes the schema: what it requires, and every property for which `known` has a value. */
export function sampleOf(schema: unknown, known: Record<string, unknown> = {}): unknown {
  const { anyOf, const: constant, enum: words, type } = schema as Schema
  if (constant !== undefined) return constant
  if (words !== undefined) return words[0]
  if (anyOf !== undefined) return sampleOf(anyOf[0], known)
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return sampleObject(schema as Schema, known)
    case 'array':
      return sampleArray(schema as Schema, known)
    case 'integer':
    case 'number':
      return Math.max(1, (schema as Schema).minimum ?? 1)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return sampleText(schema as Schema)
  }
}

function sampleObject(schema: Schema, known: Record<string, unknown>): Record<string, unknown> {
  const properties = Object.entries(schema.properties ?? {})
  const wanted = properties.filter(([name]) => schema.required?.includes(name) === true || name in known)
  const named = wanted.length < (schema.minProperties ?? 0) ? properties.slice(0, schema.minProperties) : wanted
  return Object.fromEntries(named.map(([name, property]) => [name, known[name] ?? sampleOf(property, known)]))
}

function sampleArray(schema: Schema, known: Record<string, unknown>): unknown[] {
  if (schema.prefixItems !== undefined) return schema.prefixItems.map(item => sampleOf(item, known))
  const item = Array.isArray(schema.items) ? schema.items[0] : schema.items
  return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => sampleOf(item ?? {}, known))
}

function sampleText({ format, minLength = 1, pattern, examples = [] }: Schema): string {
  if (pattern !== undefined && typeof examples[0] === 'string') return examples[0]
  if (format === 'date-time') return '2026-06-01T12:00:00.000Z'
  if (format === 'email') return 'sample@example.com'
  if (format === 'uri') return 'https://example.com'
  return 'sample'.padEnd(minLength, 'x')
}
