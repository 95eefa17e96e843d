import type { TSchema } from 'typebox'
import type { Operation } from '../../crm/operation.ts'
import type { Services } from '../services.ts'
import { VERSIONS } from './version.ts'

type Json = Record<string, unknown>

/**
 * The served operations of API v2.0 as OpenAPI 3.1, made from the rows that the routes run on. What replies hold stands in
 * the published documents; here stand the requests, and the scope of each.
 */
export function buildWireOpenApi({
  operations,
  publicUrl,
  version,
}: Pick<Services, 'operations' | 'publicUrl' | 'version'>): Json {
  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    const template = operation.path.replace(/:(\w+)/g, '{$1}')
    paths[template] = { ...paths[template], [operation.method.toLowerCase()]: describe(operation, template) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'API v2.0',
      version,
      description:
        'Contacts, opportunities, calendars and more of one account, for apps that hold a private integration’s token.',
    },
    servers: [{ url: new URL('/v2', publicUrl).href }],
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  }
}

function describe(operation: Operation, template: string): Json {
  const { id, module, scope, status, query, body } = operation
  return {
    operationId: id,
    summary: summaryOf(id),
    tags: [module],
    'x-scope': scope,
    security: [{ token: [scope] }],
    description: `Scope: \`${scope}\`.`,
    parameters: [
      ...[...template.matchAll(/\{(\w+)\}/g)].map(([, name]) =>
        parameter({ name: name ?? '', in: 'path', required: true }),
      ),
      ...parametersOf(query),
      parameter({
        name: 'Version',
        in: 'header',
        required: true,
        // A default fills the field in where a call is tried.
        schema: { type: 'string', enum: VERSIONS, default: '2021-07-28' },
      }),
    ],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: plain(body) } } } }),
    responses: {
      [status]: { description: 'Done.' },
      401: { description: 'The token is missing, dead, or lacks the scope.' },
      422: { description: 'Something in the request is not as it should be; `message` says what.' },
      429: { description: 'Too many calls: wait as long as `Retry-After` says.' },
    },
  }
}

function parametersOf(query: TSchema | undefined): Json[] {
  const { properties = {}, required = [] } = plain(query ?? {}) as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, schema]) =>
    parameter({ name, in: 'query', required: required.includes(name), schema }),
  )
}

function parameter(given: {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema?: unknown
}): Json {
  return { schema: { type: 'string' }, ...given }
}

/** "get-contact" and "getContact" as words: "Get contact". */
function summaryOf(id: string): string {
  const words = id
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** TypeBox marks its schemas with symbols and hidden keys; JSON drops them. */
function plain(schema: unknown): Json {
  return JSON.parse(JSON.stringify(schema)) as Json
}
