import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { totpCode } from '../../src/lib/totp.ts'
import { openPageClient } from '../support/page-client.ts'
import { Pit } from '../support/pit.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const PASSWORD = `${randomBase62(12)} ${randomBase62(12)}`
let folder: string
let server: TestServer
let pit: Pit
const passwordFile = () => path.join(folder, 'password')

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pit-people-'))
  server = await startTestServer({ clock: fixedClock(new Date()) })
  await writeFile(passwordFile(), `${server.admin.password}\n`, { mode: 0o600 })
  pit = new Pit({ XDG_CONFIG_HOME: folder, DATA_DIR: path.join(folder, 'nothing'), PIT_URL: server.url })
  await pit.run(['sign-in', '--email', server.admin.email], { input: `${server.admin.password}\n` })
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('members', () => {
  it('are invited by a link, given a role, helped to a new password, and removed', async () => {
    const made = await pit.data(['members', 'invite', 'jon@example.com', '--role', 'viewer', '--allow', 'labs.manage'])
    expect(made).toMatchObject({ invite: { email: 'jon@example.com', role: 'viewer' } })
    const client = openPageClient(server.url)
    await client.get(made.link.slice(server.url.length))
    await client.post('/invite', { name: 'Jon Doe', password: PASSWORD })
    const { items } = await pit.data(['members', 'list'])
    expect(items.map(({ user }: { user: { email: string } }) => user.email)).toContain('jon@example.com')
    const { member } = await pit.data(['members', 'role', 'jon@example.com', 'developer'])
    expect(member).toMatchObject({ role: 'developer', roleName: 'Developer' })
    const reset = await pit.data(['members', 'reset-password', 'jon@example.com'])
    expect(reset.link).toMatch(/\/reset-password\?code=[0-9A-Za-z]{43}$/)
    const change = await pit.data(['members', 'change-email', 'jon@example.com', 'jon.doe@example.com'])
    expect(change).toMatchObject({ user: { email: 'jon@example.com' }, email: 'jon.doe@example.com' })
    expect(change.link).toMatch(/\/confirm-email\?code=[0-9A-Za-z]{43}$/)
    expect(await pit.data(['members', 'sign-out', 'jon@example.com'])).toMatchObject({ ended: 1 })
    expect(await pit.data(['members', 'remove-factors', 'jon@example.com', '--yes'])).toMatchObject({
      isPasswordVoid: false,
    })
    const asked = await pit.run(['members', 'remove', 'jon@example.com', '--json'])
    expect([asked.code, JSON.parse(asked.stderr).error.code]).toEqual([10, 'confirmation_missing'])
    await pit.data(['members', 'remove', 'jon@example.com', '--yes'])
    const gone = await pit.run(['members', 'role', 'jon@example.com', 'viewer', '--json'])
    expect(JSON.parse(gone.stderr).error.code).toBe('member_unknown')
  })

  it('come below an agency in locations of their own', async () => {
    const { account } = await pit.data(['accounts', 'add', '--name', 'Lisbon', '--timezone', 'Europe/Lisbon'])
    expect(account).toMatchObject({ kind: 'location', name: 'Lisbon' })
    const { items } = await pit.data(['members', 'list', '--account', account.id])
    expect(items).toMatchObject([{ user: { email: server.admin.email }, role: 'admin' }])
  })
})

describe('S37: after ten minutes', () => {
  it('a command that makes a token says what to do, and goes on by itself with the password at hand', async () => {
    server.clock.advance('11 minutes')
    const args = ['integrations', 'create', '--name', 'Later', '--scopes', 'contacts.readonly', '--json']
    const place = ['--account', server.account.id]
    const refused = await pit.run([...args, ...place])
    expect(JSON.parse(refused.stderr).error).toMatchObject({ code: 'reauthentication_required' })
    const env = { PIT_PASSWORD_FILE: passwordFile() }
    const made = await pit.run([...args, ...place], { env })
    expect([made.code, made.json().integration.name]).toEqual([0, 'Later'])
    const saved = await readFile(path.join(folder, 'private-integrations', 'session.json'), 'utf8')
    expect(saved).not.toContain(server.admin.password)
    const again = await pit.run([...args, ...place], {})
    expect(again.code, 'the new cookie was kept').toBe(0)
  })
})

describe('a second factor', () => {
  it('is asked for at sign-in: the code comes behind the password', async () => {
    const { secret } = (await (await server.api('POST', '/me/totp')).json()) as { secret: string }
    const code = () => totpCode(secret, server.clock.now())
    await server.api('POST', '/me/totp/confirm', { code: code() })
    server.clock.advance('30 seconds')
    const args = ['sign-in', '--email', server.admin.email, '--json']
    const env = { PIT_PASSWORD_FILE: passwordFile() }
    const wrong = await pit.run(args, { env, input: '000000\n' })
    expect(JSON.parse(wrong.stderr).error.code).toBe('second_factor_failed')
    const right = await pit.run(args, { env, input: `${code()}\n` })
    expect(right.code).toBe(0)
  })
})
