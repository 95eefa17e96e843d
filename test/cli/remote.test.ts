import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IntegrationWithToken } from '../../src/contract/integrations.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { Pit } from '../support/pit.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let folder: string
let server: TestServer
let pit: Pit
const sessionFile = () => path.join(folder, 'private-integrations', 'session.json')

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pit-remote-'))
  // The command judges a session's end by the real time.
  server = await startTestServer({ clock: fixedClock(new Date()) })
  // No database here: whatever works, works through the server.
  pit = new Pit({ XDG_CONFIG_HOME: folder, DATA_DIR: path.join(folder, 'nothing'), PIT_URL: server.url })
  await signIn()
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

function signIn() {
  return pit.run(['sign-in', '--email', server.admin.email], { input: `${server.admin.password}\n` })
}

async function tokenFile(name: string, scopes: string[]): Promise<string> {
  const { secret } = await server.createIntegration(scopes)
  const file = path.join(folder, name)
  await writeFile(file, `${secret}\n`, { mode: 0o600 })
  return file
}

describe('sign-in', () => {
  it('keeps the session in a file that its owner alone can read, and no password anywhere', async () => {
    const ran = await signIn()
    expect([ran.code, ran.stderr]).toEqual([0, ''])
    expect(ran.stdout).toContain(`Signed in at ${server.url} as Mara Petit (mara@example.com)`)
    expect((await stat(sessionFile())).mode & 0o777).toBe(0o600)
    expect((await stat(path.dirname(sessionFile()))).mode & 0o777).toBe(0o700)
    expect(await readFile(sessionFile(), 'utf8')).not.toContain(server.admin.password)
  })

  it('takes the password from the file that PIT_PASSWORD_FILE names', async () => {
    const file = path.join(folder, 'password')
    await writeFile(file, `${server.admin.password}\n`)
    const answer = await pit.data(['sign-in', '--email', server.admin.email], { env: { PIT_PASSWORD_FILE: file } })
    expect(answer).toMatchObject({ url: server.url, user: { email: server.admin.email }, file: sessionFile() })
    expect(JSON.stringify(answer)).not.toContain('pit_session')
  })

  it('refuses a wrong password with exit code 3 and an empty one before asking the server', async () => {
    const args = ['sign-in', '--email', 'nobody@example.com', '--json']
    const [wrong, empty] = await Promise.all([pit.run(args, { input: 'wrong\n' }), pit.run(args, { input: '\n' })])
    expect([wrong.code, JSON.parse(wrong.stderr).error.code]).toEqual([3, 'sign_in_failed'])
    expect([empty.code, JSON.parse(empty.stderr).error.code]).toEqual([2, 'credential_missing'])
  })
})

describe('with --url', () => {
  it('a signed-in person creates, rotates and deletes, in the shapes of the management API', async () => {
    const made = await pit.data(['integrations', 'create', '--name', 'Remote', '--scopes', 'contacts.readonly'])
    expect([...Value.Errors(IntegrationWithToken, made)]).toEqual([])
    const rotated = await pit.data(['rotate', 'Remote'])
    expect(rotated.integration.rotation.state).toBe('rotating')
    const { items } = await pit.data(['audit', '--integration', made.integration.id])
    expect(items.map((entry: { action: string }) => entry.action)).toEqual([
      'private_integration.rotation_started',
      'private_integration.created',
    ])
    expect(items[0].actor).toMatchObject({ kind: 'user', name: 'Mara Petit' })
    await pit.data(['integrations', 'delete', 'Remote', '--yes'])
    expect((await pit.data(['integrations', 'list'])).items).toEqual([])
  })

  it('acts as the token of PIT_TOKEN_FILE, with its scopes and no more', async () => {
    const env = { PIT_TOKEN_FILE: await tokenFile('narrow.token', ['contacts.readonly']) }
    const ran = await pit.run(['integrations', 'list', '--json'], { env })
    expect([ran.code, JSON.parse(ran.stderr).error.code]).toEqual([4, 'scope_missing'])
  })

  it('lets a token show, rotate and expire itself by the name "self"', async () => {
    const file = await tokenFile('self.token', ['contacts.readonly', 'private-integrations.self'])
    const next = path.join(folder, 'next.token')
    const old = { env: { PIT_TOKEN_FILE: file } }
    const rotated = await pit.run(['rotate', 'self', '--secret-file', next], old)
    expect(rotated.stdout).toContain(`The new token is in ${next}`)
    // What a token may do next: to undo is an admin's to decide.
    expect(rotated.stdout).toContain('pit expire-now self')
    expect(rotated.stdout).not.toMatch(/cancel-rotation|expire-now int_/)
    const now = { env: { PIT_TOKEN_FILE: next } }
    expect((await pit.data(['integrations', 'show', 'self'], now)).integration.rotation.state).toBe('rotating')
    await pit.data(['expire-now', 'self', '--yes'], now)
    const refused = await pit.run(['integrations', 'show', 'self', '--json'], old)
    expect([refused.code, JSON.parse(refused.stderr).error.code]).toEqual([3, 'token_invalid'])
  })

  it('refuses a token that is not whole without sending or repeating it', async () => {
    const secret = `${newSecret('pit_').slice(0, -1)}!`
    const ran = await pit.run(['accounts', 'list'], { env: { PIT_TOKEN: secret } })
    expect(ran.code).toBe(3)
    expect(ran.stderr).toMatch(/PIT_TOKEN does not hold a whole token/)
    expect(ran.stderr).not.toContain(secret.slice(4, 20))
  })

  it('says that a server cannot be reached, or is none of ours, with exit code 8', async () => {
    const strange = createServer((_, reply) => reply.end('<html>')).listen(0, '127.0.0.1')
    await once(strange, 'listening')
    const url = `http://127.0.0.1:${(strange.address() as AddressInfo).port}`
    const env = { PIT_URL: url, PIT_TOKEN: newSecret('pit_') }
    const html = await pit.run(['accounts', 'list'], { env })
    strange.close()
    expect([html.code, html.stderr]).toEqual([8, expect.stringContaining(`${url} answered 200 and nothing that`)])
    const away = await pit.run(['accounts', 'list'], { env })
    expect([away.code, away.stderr]).toEqual([8, expect.stringContaining(`${url} cannot be reached (ECONNREFUSED)`)])
  })

  it('verifies the chain of the audit log through the server, and exports it', async () => {
    const account = ['--account', server.account.id]
    expect(await pit.data(['audit', 'verify', ...account])).toMatchObject({
      isIntact: true,
      accountId: server.account.id,
    })
    const { stdout } = await pit.run(['audit', '--export', 'csv', '--actor', 'user', ...account])
    expect(stdout.split('\n')[0]).toMatch(/^seq,at,action,/)
  })
})

describe('sign-out', () => {
  it('ends the session on the server, not only here', async () => {
    await signIn()
    const saved = JSON.parse(await readFile(sessionFile(), 'utf8'))[server.url]
    const asSaved = () => fetch(`${server.url}/api/me`, { headers: { cookie: saved.cookie } })
    expect((await asSaved()).status).toBe(200)
    expect(await pit.data(['sign-out'])).toEqual({ signedOut: true })
    expect((await asSaved()).status).toBe(401)
    const ran = await pit.run(['accounts', 'list'])
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining('pit sign-in --url')])
    await signIn()
  })
})

describe('use', () => {
  it('is told by integration and call by call, also for what was refused', async () => {
    const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
    await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)
    await server.v2(secret, 'POST', '/contacts/', { locationId: server.account.locationId })
    const account = ['--account', server.account.id]
    expect(await pit.data(['usage', ...account, '--range', '24h'])).toMatchObject({
      groups: expect.arrayContaining([expect.objectContaining({ key: integrationId, calls: 2, refused: 1 })]),
    })
    const usage = await pit.run(['usage', ...account, '--integration', integrationId])
    expect(usage.stdout).toContain('lacks the scope contacts.write (create-contact)')
    const calls = await pit.run(['calls', ...account, '--integration', integrationId, '--status', '4xx'])
    expect(calls.stdout).toContain('create-contact (lacks contacts.write)')
    expect(calls.stdout).not.toContain('get-contacts')
    expect((await pit.run(['calls', ...account, '--status', 'bad'])).code).not.toBe(0)
  })
})
