/** As much of JSON Schema as says what a text stands for. */
export interface TextSchema {
  type?: unknown
  items?: unknown
  properties?: unknown
  anyOf?: unknown
}

/** Canonical decimal numbers only: no sign but minus, no exponent, no hex, no blanks, no leading zeros. */
const NUMBER = /^-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,15})?$/

/**
 * Turns the text of a query string into what the schema means by it: numbers, booleans, lists. What does not clearly
 * stand for the type stays text, so that validation refuses it with the name of the field. Unknown names stay too.
 */
export function coerceTextValues(values: Record<string, unknown>, schema: TextSchema): Record<string, unknown> {
  const properties = (schema.properties ?? {}) as Record<string, TextSchema>
  const coerced: Record<string, unknown> = Object.create(null)
  for (const [given, value] of Object.entries(values)) {
    const name = nameOf(given, properties)
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    coerced[name] = property === undefined ? value : coerce(value, property)
  }
  return coerced
}

/** `userIds[]=u1&userIds[]=u2` is how some clients write a list called `userIds`. */
function nameOf(given: string, properties: Record<string, TextSchema>): string {
  if (!given.endsWith('[]') || Object.hasOwn(properties, given)) return given
  const bare = given.slice(0, -2)
  return Object.hasOwn(properties, bare) && typesOf(properties[bare]).has('array') ? bare : given
}

function coerce(value: unknown, schema: TextSchema): unknown {
  const types = typesOf(schema)
  if (types.has('array')) {
    const items = (schema.items ?? {}) as TextSchema
    return (Array.isArray(value) ? value : [value]).map(item => coerceOne(item, typesOf(items)))
  }
  return coerceOne(value, types)
}

function coerceOne(value: unknown, types: ReadonlySet<unknown>): unknown {
  if (typeof value !== 'string' || types.has('string')) return value
  if ((types.has('integer') || types.has('number')) && NUMBER.test(value) && value !== '-0') return Number(value)
  if (types.has('boolean') && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

function typesOf(schema: TextSchema | undefined): ReadonlySet<unknown> {
  if (schema === undefined) return new Set()
  if (Array.isArray(schema.anyOf)) return new Set((schema.anyOf as TextSchema[]).flatMap(one => [...typesOf(one)]))
  return new Set(Array.isArray(schema.type) ? schema.type : [schema.type])
}
