import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Operation, WireEvent } from '../../src/crm/operation.ts'
import { NULLABLE_PLACES, OPTIONAL, ROOT_EXTRAS, SCHEMA_EXTRAS, SCHEMA_FIXES } from './wire-overlay.ts'

/** The published documents lie beside the checkout; without them the contract can't be checked. */
const WIRE_DIR = path.join(import.meta.dirname, '../../../shared/wire')

type Json = Record<string, unknown>
type Named = Pick<Operation, 'id' | 'module' | 'method' | 'path'>

interface Document {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, Json> }>>
  components: { schemas: Record<string, Json & { properties?: Json }> }
}

/** True when the documents are there; says so in one line when they are not. */
export const isWireContractPresent = existsSync(path.join(WIRE_DIR, 'apps'))
if (!isWireContractPresent)
  console.log('wire contract: ../shared/wire is not there, replies are not checked against it')

const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }))
const documents = new Map<string, Document>()
const validators = new Map<string, ValidateFunction>()

/** Every way in which a reply differs from the published document of its operation; empty when it is as documented. */
export function replyFaults(operation: Named, status: number, body: unknown): string[] {
  if (!isWireContractPresent) return []
  const documented = documentedOperation(operation)
  if (documented === undefined) return [`${operation.method} ${operation.path} (${operation.id}) is in no document`]
  if (status >= 400) return errorFaults(status, body)
  if (documented.responses[String(status)] === undefined) {
    return [`status ${status} is not documented (documented: ${Object.keys(documented.responses).join(', ')})`]
  }
  const validate = validatorOf(operation, status, documented.responses[String(status)] as Json)
  if (validate === undefined) return nullFaults(body, operation.id)
  return validate(body) ? [] : faultsOf(validate)
}

/** Every way in which an event's body differs from its published document. */
export function eventFaults({ type, body }: WireEvent): string[] {
  if (!isWireContractPresent) return []
  const file = path.join(WIRE_DIR, 'events', `${type}.json`)
  if (!existsSync(file)) return [`${type} is in no event document`]
  const validate = remembered(`event ${type}`, () => closed(JSON.parse(readFileSync(file, 'utf8')).schema as Json))
  // An appointment's id stands in the appointment.
  const { id } = type.startsWith('Appointment') ? (body.appointment as Json) : body
  // A location is named by its own id.
  const ids = Object.entries(type.startsWith('Location') ? { id } : { locationId: body.locationId, id })
  const wanted = ids.filter(([, value]) => typeof value !== 'string').map(([key]) => `/${key} is missing`)
  if (body.type !== type) wanted.push(`/type is ${JSON.stringify(body.type)}, not ${type}`)
  return validate(body) ? wanted : [...wanted, ...faultsOf(validate)]
}

/** The operation as its module's document has it; undefined when that knows no such id, method and path. */
export function documentedOperation({ id, module, method, path: route }: Named) {
  const wanted = route.replace(/:(\w+)/g, '{$1}')
  const { paths } = documentOf(module)
  const item = paths[wanted] ?? paths[`${wanted}/`]
  const found = item?.[method.toLowerCase()]
  return found?.operationId === id ? found : undefined
}

function documentOf(module: string): Document {
  const known = documents.get(module)
  if (known !== undefined) return known
  if (documents.size === 0) {
    ajv.addSchema(closed(readDocument('common/common-schemas.json')), 'https://wire/common/common-schemas.json')
  }
  const document = readDocument(`apps/${module}.json`) as unknown as Document
  applyOverlay(document, module)
  ajv.addSchema(closed(document as unknown as Json), `https://wire/apps/${module}.json`)
  documents.set(module, document)
  return document
}

function readDocument(name: string): Json {
  return JSON.parse(readFileSync(path.join(WIRE_DIR, name), 'utf8')) as Json
}

/** An entry that matches nothing is an error: the documents have changed and the reason may be gone. */
function applyOverlay(document: Document, module: string): void {
  const { schemas } = document.components
  for (const { at, schema } of SCHEMA_FIXES.filter(fix => fix.module === module)) {
    const [name = '', property = ''] = at.split('.')
    const properties = schemas[name]?.properties
    if (properties?.[property] === undefined) throw new Error(`overlay entry ${module} ${at} matches nothing`)
    properties[property] = schema
  }
  for (const { schema, properties: names } of OPTIONAL.filter(one => one.module === module)) {
    const required = (schemas[schema]?.required ?? []) as string[]
    const gone = names.find(name => !required.includes(name))
    if (gone !== undefined) throw new Error(`overlay optional ${module} ${schema}.${gone} is not required`)
    Object.assign(schemas[schema] ?? {}, { required: required.filter(name => !names.includes(name)) })
  }
  for (const { schema, properties: names } of SCHEMA_EXTRAS.filter(extra => extra.module === module)) {
    const properties = schemas[schema]?.properties
    const documented = names.find(name => properties?.[name] !== undefined)
    if (properties === undefined) throw new Error(`overlay extra ${module} ${schema} matches nothing`)
    if (documented !== undefined)
      throw new Error(`overlay extra ${module} ${schema}.${documented} is documented by now`)
    for (const name of names) properties[name] = { not: { type: 'null' } }
  }
}

/** Published schemas list almost nothing as required and allow anything: unknown properties are refused here. */
function closed<T extends Json>(schema: T): T {
  for (const value of Object.values(schema)) if (typeof value === 'object' && value !== null) closed(value as Json)
  const isObjectSchema = schema.type === 'object' && typeof schema.properties === 'object' && schema.properties !== null
  if (isObjectSchema && schema.additionalProperties === undefined)
    Object.assign(schema, { additionalProperties: false })
  return schema
}

function validatorOf(operation: Named, status: number, response: Json): ValidateFunction | undefined {
  const schema = (response.content as { 'application/json'?: { schema?: Json } } | undefined)?.['application/json']
    ?.schema
  if (schema === undefined) return undefined
  return remembered(`${operation.module} ${operation.id} ${status}`, () => withRootExtras(schema, operation.module))
}

/** The root's own schema, opened for the keys that any reply may carry. */
function withRootExtras(schema: Json, module: string): Json {
  const name = ((schema.$ref as string | undefined) ?? '').split('/').at(-1) ?? ''
  const root = documentOf(module).components.schemas[name]
  if (root === undefined) return absolute(schema, module)
  const extras = Object.fromEntries(Object.keys(ROOT_EXTRAS).map(key => [key, {}]))
  return absolute({ ...root, properties: { ...extras, ...root.properties } }, module)
}

/** The schema with its references pointing into the document it was taken from. */
function absolute(schema: Json, module: string): Json {
  const text = JSON.stringify(schema)
    .replaceAll('"$ref":"#/', `"$ref":"https://wire/apps/${module}.json#/`)
    .replaceAll('"$ref":"../common/', '"$ref":"https://wire/common/')
  return JSON.parse(text) as Json
}

function remembered(key: string, schemaOf: () => Json): ValidateFunction {
  const known = validators.get(key)
  if (known !== undefined) return known
  const validate = ajv.compile(schemaOf())
  validators.set(key, validate)
  return validate
}

/** Errors have the bodies of the common schemas; the documents list them for some operations only. */
function errorFaults(status: number, body: unknown): string[] {
  const { statusCode, message, error } = body as { statusCode?: unknown; message?: unknown; error?: unknown }
  const isList = Array.isArray(message) && message.length > 0 && message.every(line => typeof line === 'string')
  const isMessage = status === 422 ? isList : typeof message === 'string'
  const named: Record<number, string> = { 401: 'Unauthorized', 403: 'Forbidden', 422: 'Unprocessable Entity' }
  return [
    ...(status >= 500 ? [`status ${status}: ${JSON.stringify(body)}`] : []),
    ...(statusCode === status ? [] : [`/statusCode is ${JSON.stringify(statusCode)}, not ${status}`]),
    ...(isMessage ? [] : ['/message must be text, and with 422 a list of texts']),
    ...(error === named[status] ? [] : [`/error is ${JSON.stringify(error)}, not ${JSON.stringify(named[status])}`]),
  ]
}

/** A null is as good as a missing field to nobody: where no schema says otherwise, it is a fault. */
function nullFaults(value: unknown, operationId: string, at = ''): string[] {
  if (value === null) {
    const isMeant = NULLABLE_PLACES.some(place => place.operationId === operationId && place.at === at)
    return isMeant ? [] : [`${at} is null`]
  }
  if (typeof value !== 'object') return []
  return Object.entries(value as Json).flatMap(([key, inner]) => nullFaults(inner, operationId, `${at}/${key}`))
}

function faultsOf(validate: ValidateFunction): string[] {
  return (validate.errors ?? []).slice(0, 6).map(({ instancePath, message, params }) => {
    const { additionalProperty } = params as { additionalProperty?: string }
    return `${instancePath || '/'} ${message}${additionalProperty === undefined ? '' : `: ${additionalProperty}`}`
  })
}
