import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditEntry } from '../../src/contract/audit.ts'
import { Integration, IntegrationWithToken } from '../../src/contract/integrations.ts'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { tables } from '../../src/store/tables.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { Pit } from '../support/pit.ts'
import { createServerProcess, databaseUrl, type ServerProcess } from '../support/server-process.ts'

const key = () => Buffer.from(randomBase62(48)).toString('base64')

let folder: string
let testDatabase: TestDatabase
let server: ServerProcess
let pit: Pit

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pit-cli-'))
  testDatabase = await createTestDatabase()
  const keys = { TOKEN_PEPPER: key(), KEY_ENCRYPTION_KEY: key() }
  server = await createServerProcess(testDatabase, keys)
  await server.start()
  pit = new Pit({ ...keys, DATABASE_URL: databaseUrl(testDatabase), XDG_CONFIG_HOME: folder })
})

afterAll(async () => {
  await server.stop()
  await testDatabase.drop()
  await rm(folder, { recursive: true, force: true })
})

/** What the server answers to a token. A node that a busy machine kept from renewing its lease asks to come back. */
async function callWith(secret: string): Promise<number> {
  for (;;) {
    const { status } = await fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${secret}` } })
    if (status !== 503) return status
  }
}

async function create(name: string, scopes = 'contacts.readonly'): Promise<{ id: string; secret: string }> {
  const { integration, token } = await pit.data(['integrations', 'create', '--name', name, '--scopes', scopes])
  return { id: integration.id, secret: token.secret }
}

describe('beside a running server, what a command does is enforced on the very next request', () => {
  it('S18: creates, rotates, expires, replaces and deletes tokens', async () => {
    const { id, secret: first } = await create('Order sync')
    expect(await callWith(first)).toBe(200)

    const { integration, token } = await pit.data(['rotate', id, '--overlap-hours', '24'])
    const second = token.secret
    expect(integration.rotation.state).toBe('rotating')
    expect([await callWith(first), await callWith(second)]).toEqual([200, 200])

    expect((await pit.data(['expire-now', id, '--yes'])).integration.rotation.state).toBe('stable')
    expect([await callWith(first), await callWith(second)]).toEqual([401, 200])

    const replaced = await pit.data(['rotate', id, '--expire-now', '--yes'])
    expect([await callWith(second), await callWith(replaced.token.secret)]).toEqual([401, 200])

    expect(await pit.data(['integrations', 'delete', id, '--yes'])).toEqual({ deleted: { id, name: 'Order sync' } })
    expect(await callWith(replaced.token.secret)).toBe(401)
  })

  it('replaces a lost new token without a question, and asks before one that is in use', async () => {
    const { id } = await create('Lost')
    await pit.data(['rotate', id])
    const { token } = await pit.data(['reissue', id])
    expect(await callWith(token.secret)).toBe(200)
    const asked = await pit.run(['reissue', id])
    expect([asked.code, asked.stderr]).toEqual([10, expect.stringContaining('This client will be refused')])
    expect(await callWith(token.secret)).toBe(200)
    await pit.data(['reissue', id, '--yes'])
    expect(await callWith(token.secret)).toBe(401)
  })

  it('disables and enables, and takes scopes away without touching the token', async () => {
    const { id, secret } = await create('Switched', 'contacts.readonly,private-integrations.readonly')
    const { id: accountId } = (await pit.data(['accounts', 'list'])).items.find(
      (account: { kind: string }) => account.kind === 'location',
    )
    const list = async () =>
      (
        await fetch(`${server.url}/api/accounts/${accountId}/integrations`, {
          headers: { authorization: `Bearer ${secret}` },
        })
      ).status
    expect(await list()).toBe(200)
    await pit.data(['disable', id])
    expect(await list()).toBe(401)
    await pit.data(['enable', id])
    expect(await list()).toBe(200)
    const edited = await pit.data(['integrations', 'edit', id, '--remove-scopes', 'private-integrations.readonly'])
    expect(edited.integration.scopes).toEqual(['contacts.readonly'])
    expect(await list()).toBe(403)
    expect(await callWith(secret)).toBe(200)
  })
})

describe('a rotation', () => {
  it('is cancelled only with --confirm once the new token is used, and the refusal names by whom', async () => {
    const { id, secret: old } = await create('Cancelled')
    const { token } = await pit.data(['rotate', 'Cancelled'])
    await fetch(`${server.url}/api/me`, {
      headers: { authorization: `Bearer ${token.secret}`, 'user-agent': 'nightly/2', 'x-client-name': 'Nightly' },
    })
    await clientSeen(token.id)
    const refused = await pit.run(['cancel-rotation', id, '--json'])
    expect(refused.code).toBe(6)
    const { error } = JSON.parse(refused.stderr)
    expect(error.code).toBe('rotation_new_token_used')
    expect(error.facts.clients).toMatchObject([{ clientName: 'Nightly', userAgent: 'nightly/2', calls: 1 }])
    expect(refused.stdout).toBe('')
    await pit.data(['cancel-rotation', id, '--confirm'])
    expect([await callWith(old), await callWith(token.secret)]).toEqual([200, 401])
  })

  it('is extended by what is added to its present end, and its lost token replaced', async () => {
    const { id, secret: old } = await create('Extended')
    const rotated = await pit.data(['rotate', id, '--overlap-hours', '48'])
    const endsAt = new Date(rotated.integration.rotation.endsAt)
    const extended = await pit.data(['extend', id, '--until', '+3d'])
    expect(new Date(extended.integration.rotation.endsAt).getTime() - endsAt.getTime()).toBe(3 * 86_400_000)
    const file = path.join(folder, 'reissued.token')
    const { token } = await pit.data(['reissue', id, '--secret-file', file])
    expect(token).toMatchObject({ secretFile: file, last4: expect.any(String) })
    expect(token).not.toHaveProperty('secret')
    const secret = (await readFile(file, 'utf8')).trim()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect([await callWith(old), await callWith(rotated.token.secret), await callWith(secret)]).toEqual([200, 401, 200])
  })

  it('asks for consent before a token stops, says who will be refused, and changes nothing without it', async () => {
    const { id, secret } = await create('Asked')
    await fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${secret}`, 'user-agent': 'cron/1' } })
    const { rotation } = (await pit.data(['integrations', 'show', id])).integration
    await clientSeen(rotation.current.id)
    const [deletion, rotating] = await Promise.all([
      pit.run(['integrations', 'delete', id]),
      pit.run(['rotate', id, '--expire-now']),
    ])
    for (const ran of [deletion, rotating]) {
      expect(ran.code).toBe(10)
      expect(ran.stderr).toMatch(/This client will be refused:\n {2}cron\/1 from 127\.0\.0\.1, 1 call, last just now/)
      expect(ran.stderr).toContain('--yes')
      expect(ran.stdout).toBe('')
    }
    expect(await callWith(secret)).toBe(200)
  })
})

describe('--json', () => {
  it('answers in the shapes of the management API, one document on stdout and nothing beside it', async () => {
    const ran = await pit.run(['integrations', 'create', '--name', 'Shape', '--scopes', 'contacts.readonly', '--json'])
    expect([ran.code, ran.stderr]).toEqual([0, ''])
    expect([...Value.Errors(IntegrationWithToken, ran.json())]).toEqual([])
    const { id } = ran.json().integration
    const [show, list, audit] = await Promise.all([
      pit.data(['integrations', 'show', id]),
      pit.data(['integrations', 'list', '--search', 'Shape']),
      pit.data(['audit', '--integration', 'Shape']),
    ])
    expect([...Value.Errors(Integration, show.integration)]).toEqual([])
    expect(list.items).toEqual([show.integration])
    expect([...Value.Errors(AuditEntry, audit.items[0])]).toEqual([])
    expect(audit.items).toMatchObject([{ action: 'private_integration.created', actor: { kind: 'operator' } }])
  })

  it('never carries a secret but in the answer that makes it', async () => {
    const { id, secret } = await create('Once')
    const later = await Promise.all([
      pit.run(['integrations', 'show', id, '--json']),
      pit.run(['integrations', 'list', '--json']),
      pit.run(['audit', '--json', '--limit', '200']),
    ])
    for (const { stdout, stderr } of later) expect(stdout + stderr).not.toContain(secret.slice(4, -4))
  })
})

describe('the audit log', () => {
  it('is verified as a whole, and the exit code says when an entry was changed', async () => {
    const intact = await pit.run(['audit', '--verify', '--json'])
    expect([intact.code, intact.json().isIntact]).toEqual([0, true])
    const { accountId, entries } = intact.json()
    await onOwner(`alter table audit_entries disable trigger user`)
    await onOwner(`update audit_entries set action = 'nothing' where account_id = '${accountId}' and seq = 2`)
    const broken = await pit.run(['audit', '--verify', '--json'])
    expect([broken.code, broken.json()]).toEqual([9, { accountId, isIntact: false, entries: 1, brokenAt: 2 }])
    expect(entries).toBeGreaterThan(2)
  })
})

describe('doctor', () => {
  it('does not take the server of another database for this one’s', async () => {
    const other = await createTestDatabase()
    const env = { PORT: new URL(server.url).port, DATA_DIR: folder, DATABASE_URL: databaseUrl(other) }
    const ran = await pit.run(['doctor', '--json'], { env })
    expect(ran.code).toBe(9)
    const found = ran.json().checks.find(({ name }: { name: string }) => name === 'Server')
    expect(found).toMatchObject({ status: 'problem', says: expect.stringContaining('the server of another database') })
    await other.drop()
  })

  it('finds this server and its database in order', async () => {
    const ran = await pit.run(['doctor', '--json'], { env: { PORT: new URL(server.url).port, DATA_DIR: folder } })
    const { ok, checks } = ran.json()
    expect(checks.filter(({ status }: { status: string }) => status === 'problem')).toEqual([])
    expect([ran.code, ok]).toEqual([0, true])
    expect(checks.map(({ name }: { name: string }) => name)).toEqual([
      ...['Node', 'Data folder', 'Disk space', 'PostgreSQL', 'Schema', 'Keys', 'Clock', 'Role', 'Row-level security'],
      'Server',
    ])
    expect(checks.at(-1).says).toMatch(/runs and is ready/)
  })

  it('names keys of another database and a wall that is down, with the remedy and exit code 9', async () => {
    await onOwner('alter table tokens disable row level security')
    const env = { TOKEN_PEPPER: key(), KEY_ENCRYPTION_KEY: key(), PORT: '0', DATA_DIR: folder }
    const ran = await pit.run(['doctor'], { env })
    await onOwner('alter table tokens enable row level security')
    expect(ran.code).toBe(9)
    expect(ran.stdout).toMatch(/^PROBLEM {2}Keys/m)
    expect(ran.stdout).toMatch(/^PROBLEM {2}Row-level security +off for tokens$/m)
    expect(ran.stdout).toMatch(/put the\s+old key back/)
    expect(ran.stdout).not.toContain(env.TOKEN_PEPPER)
  })
})

/** The server writes down within a second who called. */
async function clientSeen(tokenId: string): Promise<void> {
  for (;;) {
    const rows = await testDatabase.database.read(EVERY_TENANT, db =>
      tables(db).selectFrom('clients').select('token_id').where('token_id', '=', tokenId).execute(),
    )
    if (rows.length > 0) return
    await sleep(20)
  }
}

async function onOwner(statement: string): Promise<void> {
  const client = new pg.Client(testDatabase.owner)
  await client.connect()
  await client.query(statement)
  await client.end()
}
