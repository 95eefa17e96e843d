import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Pit } from '../support/pit.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const ROOT = pathToFileURL(path.join(import.meta.dirname, '../..')).href
const RECORDER = pathToFileURL(path.join(import.meta.dirname, '../support/record-loads.ts')).href

let folder: string
let server: TestServer
let pit: Pit

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pit-loads-'))
  server = await startTestServer()
  const { secret } = await server.createIntegration(['contacts.readonly'])
  const NODE_OPTIONS = `--import ${RECORDER}`
  const DATA_DIR = path.join(folder, 'nothing')
  pit = new Pit({ NODE_OPTIONS, LOADS_FILE: path.join(folder, 'loads'), DATA_DIR, PIT_TOKEN: secret })
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

/** How a command ended, and what it loaded: the packages, and the rooms of src/. */
async function run(args: readonly string[], env: Record<string, string> = {}) {
  const { code } = await pit.run(args, { env })
  const urls = (await readFile(path.join(folder, 'loads'), 'utf8')).split('\n')
  const packages = urls.flatMap(url => url.match(/\/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? [])
  const rooms = urls.flatMap(url => url.match(/\/src\/([a-z]+)\//)?.[1] ?? [])
  expect(urls).toContain(`${ROOT}/src/main.ts`)
  return { code, packages: [...new Set(packages)].sort(), rooms: [...new Set(rooms)].sort() }
}

/** What reads a command line and writes the answer; the store's part are the errors of a migration. */
const LIGHT = { code: 0, packages: ['@bomb.sh/tab', 'commander'], rooms: ['cli', 'domain', 'lib', 'store'] }

describe('a command that needs no database loads neither its client nor actions, schemas or mail', () => {
  it.each(['--version', '--help', 'rotate --help', 'backup --help', 'completion bash'])('pit %s', async line => {
    expect(await run(line.split(' '))).toEqual(LIGHT)
  })

  it('pit accounts list --url …', async () => {
    expect(await run(['accounts', 'list', '--url', server.url])).toEqual(LIGHT)
  })
})

it('a command on the database loads its client, so what a command loads is seen here', async () => {
  const { code, packages, rooms } = await run(['accounts', 'list'], { DATABASE_URL: 'postgres://pit@127.0.0.1:1/pit' })
  expect(code).toBe(8)
  expect(packages).toEqual(expect.arrayContaining(['kysely', 'pg']))
  expect(rooms).toContain('actions')
})
