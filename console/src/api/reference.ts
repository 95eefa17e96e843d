import { queryOptions } from '@tanstack/react-query'

/** One operation of a document, as far as the reference shows it. */
export interface ApiOperation {
  id: string
  method: string
  path: string
  summary: string
  /** What it belongs to: the module of API v2.0, the first noun of the management API. */
  group: string
  scope: string | undefined
  parameters: { name: string; place: string; isRequired: boolean; type: string; says: string }[]
  /** The properties of the body; undefined where it takes none. */
  body: { name: string; isRequired: boolean; type: string; says: string }[] | undefined
}

/** A document, read. */
export interface ApiDocument {
  server: string
  operations: ApiOperation[]
}

export const API_DOCUMENTS = { v2: '/docs/api-v2.json', management: '/api/openapi.json' } as const
export type ApiName = keyof typeof API_DOCUMENTS

interface Schema {
  type?: string | string[]
  description?: string
  enum?: unknown[]
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
}

interface RawOperation {
  operationId: string
  summary: string
  tags?: string[]
  'x-scope'?: string
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
}

interface RawDocument {
  servers: { url: string }[]
  paths: Record<string, Record<string, RawOperation>>
}

/** One of our own documents, with its operations in a row. */
export const documentQuery = (name: ApiName) =>
  queryOptions({
    queryKey: ['reference', name],
    queryFn: async ({ signal }) =>
      readDocument((await (await fetch(API_DOCUMENTS[name], { signal })).json()) as RawDocument),
    staleTime: Number.POSITIVE_INFINITY,
  })

function readDocument({ servers, paths }: RawDocument): ApiDocument {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => readOperation(path, method, raw)),
  )
  return { server: servers[0]?.url ?? '', operations }
}

function readOperation(path: string, method: string, raw: RawOperation): ApiOperation {
  const schema = raw.requestBody?.content?.['application/json']?.schema
  return {
    id: raw.operationId,
    method: method.toUpperCase(),
    path,
    summary: raw.summary,
    group: raw.tags?.[0] ?? groupOf(path),
    scope: raw['x-scope'],
    parameters: (raw.parameters ?? []).map(one => ({
      name: one.name,
      place: one.in,
      isRequired: one.required ?? false,
      type: typeOf(one.schema),
      says: one.description ?? one.schema?.description ?? '',
    })),
    body: schema?.properties && propertiesOf(schema),
  }
}

function propertiesOf({ properties = {}, required = [] }: Schema): NonNullable<ApiOperation['body']> {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    isRequired: required.includes(name),
    type: typeOf(schema),
    says: schema.description ?? '',
  }))
}

function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return 'string'
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ')
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' | ')
  if (schema.type === 'array') return `${typeOf(schema.items)}[]`
  return Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'object')
}

/** The last noun of a path that stands for something: `/accounts/{accountId}/integrations/{…}` → integrations. */
function groupOf(path: string): string {
  const nouns = path.split('/').filter(part => part !== '' && !part.startsWith('{'))
  return (nouns[0] === 'accounts' ? nouns[1] : nouns[0]) ?? 'accounts'
}
