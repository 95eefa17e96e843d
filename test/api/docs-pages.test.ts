import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/crm/operations.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

interface Document {
  openapi: string
  paths: Record<string, Record<string, { 'x-scope': string; parameters: { name: string; in: string }[] }>>
}

describe('the document of API v2.0', () => {
  it('describes each served operation with its scope and its parameters', async () => {
    const document = (await (await fetch(`${server.url}/docs/api-v2.json`)).json()) as Document
    expect(document.openapi).toBe('3.1.0')
    for (const { method, path, scope } of operations) {
      const described = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
      expect([method, path, described?.['x-scope']]).toEqual([method, path, scope])
      const named = described?.parameters.filter(one => one.in === 'path').map(one => `:${one.name}`)
      expect(named).toEqual(path.match(/:\w+/g) ?? [])
    }
  })
})

describe('the page to try the API on', () => {
  it('S32: loads only files of this server, and none is inline', async () => {
    const page = await (await fetch(`${server.url}/docs/try`)).text()
    const files = [...page.matchAll(/(?:href|src)="(\/docs\/try\/[^"]+)"/g)].map(([, file]) => file ?? '')
    expect(files).toHaveLength(4)
    for (const file of files) expect([file, (await fetch(server.url + file)).status]).toEqual([file, 200])
    expect(page).not.toMatch(/<script>|<style| on\w+=/)
  })

  it.each(['..%2fexplorer.ts', 'package.json', 'constructor'])('has no file called %s', async name => {
    expect((await fetch(`${server.url}/docs/try/${name}`)).status).toBe(404)
  })
})
