import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DOCUMENTED_COUNTS, renderApiCoverage } from '../../scripts/api-coverage.ts'
import { documentedOperations, unservedOperations } from '../../src/crm/documented.ts'
import { operations } from '../../src/crm/operations.ts'
import { ROOT, textOf } from '../support/repository.ts'

const DOCUMENTS = join(ROOT, '../shared/wire/apps')
const all = [...new Set(documentedOperations.map(operation => operation.module))]
const modules = all.filter(module => existsSync(join(DOCUMENTS, `${module}.json`)))

type Published = Record<string, { operationId: string; responses: object; security?: Record<string, string[]>[] }>

/** A module's published operations by `METHOD /path`, written as routes are. */
function publishedOperations(module: string): Map<string, Published[string]> {
  const { paths } = JSON.parse(readFileSync(join(DOCUMENTS, `${module}.json`), 'utf8')) as {
    paths: Record<string, Published>
  }
  const entries = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const route = path.replaceAll(/\{(\w+)\}/g, ':$1').replace(/(?<=.)\/$/, '')
      return [`${method.toUpperCase()} ${route}`, operation] as const
    }),
  )
  return new Map(entries)
}

describe('docs/api-coverage.md', () => {
  it('is what the route table says: run `node scripts/api-coverage.ts`', () => {
    expect(textOf('docs/api-coverage.md')).toBe(renderApiCoverage())
  })

  it('counts 576 documented operations', () => {
    expect(Object.values(DOCUMENTED_COUNTS).reduce((sum, count) => sum + count, 0)).toBe(576)
  })

  it('counts as many in each module as are listed by name, each once', () => {
    const listed = Map.groupBy(documentedOperations, ({ module }) => module)
    expect(Object.fromEntries([...listed].map(([module, rows]) => [module, rows.length]))).toEqual(DOCUMENTED_COUNTS)
    const routes = documentedOperations.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':')}`)
    expect(routes.filter((route, index) => routes.indexOf(route) !== index)).toEqual([])
  })
})

describe('the route table of API v2.0', () => {
  it('has each operation once', () => {
    const routes = operations.map(({ method, path }) => `${method} ${path}`)
    expect(routes.filter((route, index) => routes.indexOf(route) !== index)).toEqual([])
  })

  it('has a scope in every row, the one that the documents give', () => {
    const documented = new Map(documentedOperations.map(({ module, id, scope }) => [`${module} ${id}`, scope]))
    const wrong = operations.filter(
      ({ module, id, scope }) => scope === '' || documented.get(`${module} ${id}`) !== scope,
    )
    expect(wrong.map(({ id, scope }) => `${id}: ${scope}`)).toEqual([])
  })

  it('refuses unknown properties of every body', () => {
    const open = operations.filter(({ body }) => body !== undefined && !isClosed(body))
    expect(open.map(({ id }) => id)).toEqual([])
  })

  it('leaves the rest of the documented operations to be answered by name', () => {
    const unserved = unservedOperations(operations)
    expect(unserved.length + operations.length).toBe(documentedOperations.length)
    const served = new Set(operations.map(({ method, path }) => `${method} ${path}`))
    expect(unserved.filter(({ method, path }) => served.has(`${method} ${path}`))).toEqual([])
  })
})

describe.each(modules)('the published document of %s', module => {
  const published = publishedOperations(module)
  const listed = documentedOperations.filter(operation => operation.module === module)

  it('is listed whole: method, path and operationId', () => {
    const ours = listed.map(({ method, path, id }) => `${method} ${path} ${id}`)
    const theirs = [...published].map(([route, { operationId }]) => `${route} ${operationId}`)
    expect(ours.toSorted(byText)).toEqual(theirs.toSorted(byText))
    expect(DOCUMENTED_COUNTS[module]).toBe(listed.length)
  })

  it('gives the scopes that are listed, where it gives any', () => {
    const wrong = listed.filter(({ method, path, scope }) => {
      const scopes = (published.get(`${method} ${path}`)?.security ?? []).flatMap(one => Object.values(one).flat())
      return scopes.length > 0 && !scopes.includes(scope ?? '')
    })
    expect(wrong).toEqual([])
  })

  it('documents the success status of every served operation, and lets agencies in where we do', () => {
    const served = operations.filter(operation => operation.module === module)
    const wrong = served.filter(({ method, path, status, isOpenToAgencies = false }) => {
      const operation = published.get(`${method} ${path}`)
      const isAgencyNamed = operation?.security?.some(one => 'Agency-Access' in one) ?? false
      return operation === undefined || !(status in operation.responses) || isAgencyNamed !== isOpenToAgencies
    })
    expect(wrong.map(({ id }) => id)).toEqual([])
  })
})

const byText = (a: string, b: string) => (a < b ? -1 : 1)

/** A body schema, or each branch of it, that names its properties and allows no others. */
function isClosed(schema: object): boolean {
  const { additionalProperties, anyOf, allOf } = schema as Record<string, unknown>
  const branches = (anyOf ?? allOf) as object[] | undefined
  return additionalProperties === false || (branches?.every(isClosed) ?? false)
}
