import type { FastifyInstance } from 'fastify'
import type { TSchema } from 'typebox'
import { Scope } from '../../contract/accounts.ts'
import { AuditEntry } from '../../contract/audit.ts'
import { Client } from '../../contract/clients.ts'
import type { Contract } from '../../contract/contract.ts'
import { Delivery, DeliveryDetails } from '../../contract/deliveries.ts'
import { CatalogueEvent } from '../../contract/event-catalogue.ts'
import { Integration, NewToken, TokenSummary } from '../../contract/integrations.ts'
import { Invite } from '../../contract/invites.ts'
import { Passkey, Session } from '../../contract/me.ts'
import { Member } from '../../contract/members.ts'
import { Notification } from '../../contract/notifications.ts'
import { ProblemBody } from '../../contract/problem.ts'
import { Role } from '../../contract/roles.ts'
import { WebhookEndpoint } from '../../contract/webhook-endpoints.ts'
import { PROBLEMS, type ProblemCode } from '../../domain/problem.ts'
import { canonicalJson } from '../../lib/canonical-json.ts'
import { statusOfKind } from '../problem-reply.ts'
import type { Services } from '../services.ts'
import type { May, Route } from './route.ts'
import { ROUTES } from './routes.ts'

type Json = Record<string, unknown>

/** Schemas with a name of their own in the document. */
const NAMED: Record<string, TSchema> = {
  Integration,
  NewToken,
  TokenSummary,
  Member,
  Invite,
  Role,
  Session,
  Passkey,
  Client,
  AuditEntry,
  Scope,
  Notification,
  WebhookEndpoint,
  Delivery,
  DeliveryDetails,
  CatalogueEvent,
  Problem: ProblemBody,
}

/** Serves the document. It is made once, at start, from the route table and the contract that the routes run on. */
export function mountOpenApi(api: FastifyInstance, services: Services): void {
  const document = JSON.stringify(buildOpenApi(services))
  api.get('/openapi.json', { config: { access: { dialect: 'problem', isPublic: true } } }, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').type('application/json').send(document),
  )
}

/** The management API as OpenAPI 3.1. */
export function buildOpenApi({ publicUrl, version }: Pick<Services, 'publicUrl' | 'version'>): Json {
  const paths: Record<string, Json> = {}
  for (const route of ROUTES) {
    const [method = '', path = ''] = route.on.split(' ')
    const template = path.replace(/:(\w+)/g, '{$1}')
    paths[template] = { ...paths[template], [method.toLowerCase()]: describeRoute(route, method, template) }
  }
  const names = Object.entries(NAMED)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Referins Private Integrations: management API',
      version,
      description:
        'Everything the console does, for scripts and pipelines. Errors are RFC 9457 problems with a stable `code`.',
    },
    servers: [{ url: new URL('/api', publicUrl).href }],
    paths,
    components: {
      schemas: Object.fromEntries(names.map(([name, schema]) => [name, withReferences(plain(schema), name)])),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: publicUrl.protocol === 'https:' ? '__Host-pit_session' : 'pit_session',
        },
        token: { type: 'http', scheme: 'bearer', description: 'A private integration’s token.' },
      },
    },
  }
}

function describeRoute({ may, handler }: Route, method: string, template: string): Json {
  const contract = handler.contract as Contract
  return {
    operationId: contract.id,
    summary: contract.summary,
    description: describeMay(may),
    security: securityOf(may),
    ...(may.permission === undefined ? {} : { 'x-permission': may.permission }),
    ...(may.scope === undefined ? {} : { 'x-scope': may.scope }),
    parameters: [...pathParameters(template), ...queryParameters(contract), ...headerParameters(contract, method, may)],
    ...(contract.upload && { requestBody: { required: true, content: fileOf(contract.upload.type) } }),
    ...(contract.body === undefined
      ? {}
      : { requestBody: { required: isBodyRequired(contract.body), content: json(contract.body) } }),
    responses: { ...successOf(contract), ...failuresOf(contract, may, method) },
  }
}

function describeMay({ who, permission, scope }: May): string {
  if (who === 'anyone') return 'Needs no credential.'
  if (who === 'caller') return 'For any signed-in person and any token.'
  if (who === 'person') return 'For a signed-in person.'
  const person = permission === 'member' ? 'Any member of the account.' : `Permission: \`${permission}\`.`
  const token = scope === undefined ? 'Not for tokens.' : `Scope of a token: \`${scope}\`.`
  return who === 'token' ? `For a token itself. ${token}` : `${person} ${token}`
}

function securityOf({ who, scope }: May): Json[] {
  if (who === 'anyone') return []
  const isForPeople = who !== 'token'
  const isForTokens = who === 'caller' || scope !== undefined
  return [
    ...(isForPeople ? [{ session: [] }] : []),
    ...(isForTokens ? [{ token: scope === undefined ? [] : [scope] }] : []),
  ]
}

function pathParameters(template: string): Json[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters({ query }: Contract): Json[] {
  const properties = plain(query ?? {}).properties ?? {}
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: plain(schema),
  }))
}

function headerParameters(contract: Contract, method: string, may: May): Json[] {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  })
  return [
    ...(method === 'POST' && may.who !== 'anyone'
      ? [header('Idempotency-Key', 'The same key gives the same reply, without doing the work twice.')]
      : []),
    ...(contract.problems.includes('version_stale')
      ? [header('If-Match', 'The version that the change is meant for.')]
      : []),
  ]
}

function successOf({ status, reply, download, summary }: Contract): Json {
  const content = reply === undefined ? download && fileOf(download) : json(reply)
  return { [status]: { description: summary, ...(content && { content }) } }
}

/** The failures of the contract, and those of any operation, gathered by status. */
function failuresOf(contract: Contract, may: May, method: string): Json {
  const codes = new Set<ProblemCode>([...contract.problems, ...generalProblems(contract, may, method)])
  const byStatus = Map.groupBy(codes, code => statusOfKind(PROBLEMS[code].kind))
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      status,
      {
        description: those.map(code => `\`${code}\`: ${PROBLEMS[code].says}`).join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

const OF_ANY_REQUEST = [
  'request_malformed',
  'input_invalid',
  'credential_duplicate',
  'temporary_reduced_capacity',
] as const
const OF_BODIES = ['request_too_large', 'content_type_unsupported'] as const
const OF_CALLERS = [
  'session_required',
  'token_invalid',
  'address_not_allowed',
  'permission_missing',
  'scope_missing',
  'origin_foreign',
] as const
const OF_RETRIES = ['idempotency_key_reused', 'idempotency_key_in_use'] as const

/** What any operation may answer with, beyond its contract. */
export const GENERAL_PROBLEMS: readonly ProblemCode[] = [...OF_ANY_REQUEST, ...OF_BODIES, ...OF_CALLERS, ...OF_RETRIES]

function generalProblems(contract: Contract, may: May, method: string): ProblemCode[] {
  const isPublic = may.who === 'anyone'
  return [
    ...OF_ANY_REQUEST,
    ...(contract.body === undefined && contract.upload === undefined ? [] : OF_BODIES),
    ...(isPublic ? [] : OF_CALLERS),
    ...(isPublic || method !== 'POST' ? [] : OF_RETRIES),
  ]
}

function isBodyRequired(body: TSchema): boolean {
  const { required, minProperties } = plain(body) as { required?: string[]; minProperties?: number }
  return (required ?? []).length > 0 || minProperties !== undefined
}

/** A file as it is, without a JSON schema. */
function fileOf(type: string): Json {
  return { [type]: { schema: { type: 'string' } } }
}

function json(schema: TSchema): Json {
  return { 'application/json': { schema: withReferences(plain(schema)) } }
}

/** TypeBox marks its schemas with symbols and hidden keys; JSON drops them. */
function plain(schema: unknown): Json {
  return JSON.parse(JSON.stringify(schema)) as Json
}

const nameOf = new Map(Object.entries(NAMED).map(([name, schema]) => [canonicalJson(plain(schema)), name]))

function withReferences(schema: unknown, ownName?: string): unknown {
  if (Array.isArray(schema)) return schema.map(item => withReferences(item))
  if (typeof schema !== 'object' || schema === null) return schema
  const name = nameOf.get(canonicalJson(schema))
  if (name !== undefined && name !== ownName) return { $ref: `#/components/schemas/${name}` }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withReferences(value)]))
}
