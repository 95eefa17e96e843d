import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = path.join(import.meta.dirname, '../..')
let folder: string

/** A project of its own that has the SDK as a package, beside the frameworks. */
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'pit-client-'))
  const modules = path.join(folder, 'node_modules')
  mkdirSync(path.join(modules, '@types'), { recursive: true })
  for (const name of ['express', 'fastify', 'hono', '@types/express', '@types/node']) {
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name))
  }
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const built = run(path.join(ROOT, 'scripts/build-client.ts'), path.join(modules, 'private-integrations'))
  expect([built.status, built.stdout]).toEqual([0, ''])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })

test('the package of the SDK is imported by its name, and needs no other package', () => {
  const script = `import * as client from 'private-integrations/client'; console.log(Object.keys(client).sort().join(' '))`
  const { stdout, stderr } = run('--input-type=module', '--eval', script)
  expect([stdout.trim(), stderr]).toEqual([
    'createTokenVerifier integrationOf replyTo verifyExpress verifyFastify verifyHono',
    '',
  ])
})

test('its types fit Express, Fastify and Hono as they are, in a strict project', () => {
  writeFileSync(path.join(folder, 'try.ts'), USES)
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noEmit', '--skipLibCheck', '--types', 'node']
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  const checked = run(tsc, ...strict, '--module', 'nodenext', '--target', 'es2022', 'try.ts')
  expect(checked.stdout).toBe('')
  expect(checked.status).toBe(0)
})

const USES = `
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { createTokenVerifier, integrationOf, type IntegrationEnv, replyTo, verifyExpress, verifyFastify, verifyHono } from 'private-integrations/client'

const verifier = createTokenVerifier({ url: 'http://localhost:3000', platformKey: 'x' })
const needs = { scopes: ['contacts.readonly'], label: 'list-orders' }
express().use(verifyExpress(verifier)).get('/', verifyExpress(verifier, needs), (request, response) => {
  response.json(request.integration?.account.id)
})
const app = fastify()
app.addHook('onRequest', verifyFastify(verifier))
app.get('/', { onRequest: verifyFastify(verifier, needs) }, async request => integrationOf(request).account.id)
new Hono<IntegrationEnv>().get('/', verifyHono(verifier, needs), context => context.json(context.get('integration').account))
new Hono().use(verifyHono(verifier, { ipOf: context => context.req.header('x-real-ip') })).get('/', context => context.json(integrationOf(context)))
const verdict = await verifier.check('pit_x', { ip: '192.0.2.7' })
const name: string = verdict.ok ? verdict.identity.integration.name : replyTo(verdict).body.code
await verifier.close()
export { name }
`
