import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { randomBase62 } from '../../src/lib/ids.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { Pit } from '../support/pit.ts'
import { openPostOffice, type PostOffice } from '../support/post-office.ts'
import { createServerProcess, databaseUrl, type ServerProcess } from '../support/server-process.ts'

const key = () => Buffer.from(randomBase62(48)).toString('base64')
const EMAIL = 'mara@example.com'
const FROM = 'Referins <no-reply@referins.example>'

let folder: string
let testDatabase: TestDatabase
let post: PostOffice
let server: ServerProcess
/** On the server's machine, and through the server as its admin. */
let pit: Pit
let remote: Pit

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pit-notices-'))
  testDatabase = await createTestDatabase()
  post = await openPostOffice()
  const mail = { SMTP_URL: post.url, MAIL_FROM: FROM }
  const password = `${randomBase62(12)} ${randomBase62(12)}`
  const keys = { TOKEN_PEPPER: key(), KEY_ENCRYPTION_KEY: key() }
  const admin = { BOOTSTRAP_ADMIN_EMAIL: EMAIL, BOOTSTRAP_ADMIN_PASSWORD: password }
  server = await createServerProcess(testDatabase, { ...keys, ...mail, ...admin })
  await server.start()
  const own = { ...keys, DATABASE_URL: databaseUrl(testDatabase), XDG_CONFIG_HOME: folder }
  pit = new Pit({ ...own, ...mail })
  remote = new Pit({ ...own, PIT_URL: server.url })
  const signedIn = await remote.run(['sign-in', '--email', EMAIL], { input: `${password}\n` })
  expect(signedIn.code).toBe(0)
})

afterAll(async () => {
  await server.stop()
  await post.close()
  await testDatabase.drop()
  await rm(folder, { recursive: true, force: true })
})

describe('pit notices', () => {
  it('shows what one is told, marks it as read, and chooses the ways; by mail it arrives at once', async () => {
    const chosen = await remote.data(['notices', 'choose', 'changes', '--email', 'on'])
    expect(chosen).toMatchObject({ isMailAvailable: true })
    const made = await pit.data(['integrations', 'create', '--name', 'Order sync', '--scopes', 'contacts.readonly'])
    const { items } = await vi.waitFor(
      async () => {
        const page = await remote.data(['notices', 'list', '--unread'])
        expect(page.items).toHaveLength(1)
        return page
      },
      { timeout: 20_000, interval: 300 },
    )
    expect(items[0]).toMatchObject({ title: 'New integration “Order sync”', integration: { id: made.integration.id } })
    await vi.waitFor(() => expect(post.letters).toHaveLength(1), { timeout: 20_000, interval: 200 })
    expect(post.letters[0]?.text).toContain('created “Order sync” with the token')
    expect(JSON.stringify(post.raw)).not.toContain(made.token.secret)
    expect((await remote.data(['notices', 'read', items[0].id])).notification.readAt).not.toBeNull()
    expect((await remote.data(['notices', 'list', '--unread'])).items).toEqual([])
    const operator = await pit.run(['notices', 'list'])
    expect([operator.code, operator.stdout]).toEqual([0, expect.stringContaining('New integration “Order sync”')])
    const refused = await pit.run(['notices', 'read', '--all'])
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('sign in to see yours')])
  })

  it('says what is missing', async () => {
    expect((await remote.run(['notices', 'read'])).code).toBe(2)
    expect((await remote.run(['notices', 'choose', 'weather', '--email', 'on'])).stderr).toContain('rotationDue')
  })
})

it('pit calendar makes, shows and closes a feed', async () => {
  const { secret } = await remote.data(['calendar', 'create'])
  expect((await fetch(secret)).status).toBe(200)
  expect((await remote.run(['calendar', 'show'])).stdout).not.toContain('cal_')
  await remote.data(['calendar', 'close'])
  expect((await fetch(secret)).status).toBe(404)
})

it('pit safe-to-expire, retired-secrets and dry-run answer alike here and through the server', async () => {
  const made = await pit.data(['integrations', 'create', '--name', 'Weekly', '--scopes', 'contacts.readonly'])
  const me = () => fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${made.token.secret}` } })
  expect((await me()).status).toBe(200)
  await pit.data(['rotate', 'Weekly'])
  await vi.waitFor(async () => expect((await pit.run(['safe-to-expire', 'Weekly'])).stdout).toContain('Still in use'), {
    timeout: 20_000,
    interval: 300,
  })
  const [here, there] = [await pit.run(['safe-to-expire', 'Weekly']), await remote.run(['safe-to-expire', 'Weekly'])]
  expect([here.code, there.code]).toEqual([9, 9])
  for (const one of [pit, remote]) {
    expect((await one.data(['retired-secrets', 'Weekly'])).items).toEqual([])
    const dry = await one.data(['dry-run', 'Weekly', '--remove', 'contacts.readonly'])
    expect(dry).toMatchObject({ removed: ['contacts.readonly'], refused: { calls: 0 } })
  }
  expect((await pit.run(['dry-run', 'Weekly', '--remove', 'users.readonly'])).code).toBe(2)
})

describe('pit mail test', () => {
  it('sends a letter at once', async () => {
    const before = post.letters.length
    expect(await pit.data(['mail', 'test', '--to', 'someone@example.com'])).toMatchObject({ from: FROM })
    expect(post.letters.slice(before).map(({ subject }) => subject)).toEqual(['Test of Referins Private Integrations'])
  })

  it('says why it is not taken, and never the password', async () => {
    post.answer('refused for good')
    const refused = await pit.run(['mail', 'test', '--to', 'someone@example.com'])
    post.answer('taken')
    expect([refused.code, refused.stderr]).toEqual([8, expect.stringContaining('EENVELOPE 550')])
    const port = new URL(post.url).port
    const wrong = await pit.run(['mail', 'test', '--to', 'someone@example.com'], {
      env: { SMTP_URL: `smtp://mara:hunter2hunter2@127.0.0.1:${port}` },
    })
    expect(wrong.code).toBe(8)
    expect(wrong.stderr + wrong.stdout).not.toContain('hunter2')
    expect((await remote.run(['mail', 'test', '--to', 'a@b.example'])).stderr).toContain('SMTP_URL')
  })
})
