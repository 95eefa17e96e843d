import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { createMailer } from '../../src/lib/mailer.ts'
import { insertMembership } from '../../src/store/memberships.ts'
import { type Api, apiOf } from '../support/api.ts'
import { openPageClient } from '../support/page-client.ts'
import { addMember, addTenant, type Person } from '../support/people.ts'
import { openPostOffice, type PostOffice } from '../support/post-office.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let silent: TestServer
let api: Api
let post: PostOffice
let person: Person
beforeAll(async () => {
  post = await openPostOffice()
  const mailer = createMailer({ smtpUrl: post.url, from: 'no-reply@example.com' })
  server = await startTestServer({ world: { mailer } })
  silent = await startTestServer()
  api = apiOf(server)
})
afterAll(async () => {
  await server.stop()
  await silent.stop()
  await post.close()
})
beforeEach(async () => {
  person = await addMember(server, 'user')
  post.letters.length = 0
  post.answer('taken')
})

const newEmail = () => `${randomBase62(10).toLowerCase()}@example.org`
const me = (method: string, path: string, body?: unknown) => api(method, `/me${path}`, body, { cookie: person.cookie })
const lettersTo = (email: string) =>
  post.letters.filter(({ to }) => (Array.isArray(to) ? to : [to]).some(entry => entry?.text === email))
/** The path of the link in the one letter to an address. */
const linkTo = (email: string) => {
  const [letter] = lettersTo(email)
  return /http:\/\/\S+(\/confirm-email\?code=[0-9A-Za-z]{43})/.exec(letter?.text ?? '')?.[1] ?? ''
}
const query = async <Row>({ testDatabase }: TestServer, text: RawBuilder<Row>) =>
  (await testDatabase.database.transact(EVERY_TENANT, db => text.execute(db))).rows
const outbox = (email: string) =>
  query(
    server,
    sql<{ subject: string; text_body: string }>`
      select subject, text_body from mails where recipient = ${email} order by created_at, subject`,
  )
const confirm = async (path: string) => {
  const client = openPageClient(server.url)
  const page = await client.get(path)
  return { page, done: page.status === 200 ? await client.post('/confirm-email') : page }
}

describe('201', () => {
  test('sends a link to the new address; the present one stays until it is followed, and is told of both', async () => {
    const email = newEmail()
    const { status, body } = await me('POST', '/email', { email: ` ${email} ` })
    expect([status, body.email]).toEqual([201, email])
    expect((await me('GET', '/security')).body).toMatchObject({
      ...{ email: person.user.email, emailChange: { email, expiresAt: body.expiresAt }, canMail: true },
    })
    expect((await api.lastAudit()).action).toBe('email.change_requested')
    expect(await server.signIn(person.user.email, person.password)).toContain('pit_session=')
    expect(await outbox(person.user.email)).toMatchObject([{ subject: 'A new e-mail address was asked for' }])

    const { page, done } = await confirm(linkTo(email))
    expect(page.html).toContain(email)
    expect(done.path).toContain('/sign-in')
    expect(done.html).toContain('Your e-mail address is changed.')
    expect(await server.signIn(email, person.password)).toContain('pit_session=')
    await expect(server.signIn(person.user.email, person.password)).rejects.toThrow('401')
    expect((await api.lastAudit()).action).toBe('email.changed')
    const told = await outbox(person.user.email)
    expect(told.map(({ subject }) => subject)).toContain('Your e-mail address was changed')
    expect(JSON.stringify(told), 'no link in what waits to go out').not.toContain('code=')
    expect((await me('GET', '/security')).body, 'the session stays').toMatchObject({ email, emailChange: null })
  })

  test('S39: the link is good once, for a day, not used up by looking, kept as a hash, and taken out of the address', async () => {
    const [first, email] = [newEmail(), newEmail()]
    await me('POST', '/email', { email: first })
    await me('POST', '/email', { email })
    expect((await openPageClient(server.url).get(linkTo(first))).status, 'a newer one ends it').toBe(404)
    const path = linkTo(email)
    for (const method of ['HEAD', 'GET']) await fetch(server.url + path, { method, redirect: 'manual' })
    const seen = await openPageClient(server.url).request(path)
    expect([seen.status, seen.headers.get('location')]).toEqual([303, '/confirm-email'])
    const rows = await query(server, sql`select * from email_changes`)
    expect(JSON.stringify(rows)).not.toContain(path.split('code=')[1])
    expect(server.logText()).not.toContain(path.split('code=')[1])
    const [one, two] = [openPageClient(server.url), openPageClient(server.url)]
    await Promise.all([one.get(path), two.get(path)])
    const answers = await Promise.all([one.post('/confirm-email'), two.post('/confirm-email')])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404])
  })

  test('S39: is over after 24 hours', async () => {
    const email = newEmail()
    await me('POST', '/email', { email })
    server.clock.advance('24 hours')
    expect((await openPageClient(server.url).get(linkTo(email))).status).toBe(404)
  })

  test('S34: says the same of an address that somebody has; its letter says so, without a link', async () => {
    const other = await addMember(server, 'user')
    const taken = await me('POST', '/email', { email: other.user.email.toUpperCase() })
    const free = await me('POST', '/email', { email: newEmail() })
    expect(taken.status).toBe(201)
    expect(Object.keys(taken.body)).toEqual(Object.keys(free.body))
    const letter = post.letters.find(({ subject }) => subject === 'This e-mail address is in use already')
    expect(letter).toBeDefined()
    expect(letter?.text).not.toContain('code=')
  })

  test('who takes the address first has it: the other link opens nothing any more', async () => {
    const email = newEmail()
    await me('POST', '/email', { email })
    const link = linkTo(email)
    post.letters.length = 0
    const other = await addMember(server, 'user')
    await api('POST', '/me/email', { email }, { cookie: other.cookie })
    await confirm(linkTo(email))
    expect((await confirm(link)).done.status).toBe(404)
    expect(await server.signIn(email, other.password)).toContain('pit_session=')
  })

  test('is taken back by the person', async () => {
    const email = newEmail()
    await me('POST', '/email', { email })
    expect((await me('DELETE', '/email-change')).status).toBe(204)
    expect((await me('GET', '/security')).body.emailChange).toBeNull()
    expect((await openPageClient(server.url).get(linkTo(email))).status).toBe(404)
    expect((await api.lastAudit()).action).toBe('email.change_cancelled')
  })

  test('comes by a link to hand over where somebody manages members, who must hold what the person holds', async () => {
    const local = apiOf(silent)
    const member = await addMember(silent, 'user')
    const email = newEmail()
    const path = (userId: string) => `${local.account}/members/${userId}/email-change`
    const { status, body } = await local('POST', path(member.user.id), { email })
    expect(status).toBe(201)
    expect((await local.lastAudit()).action).toBe('email.link_created')
    const client = openPageClient(silent.url)
    await client.get(body.link.slice(silent.url.length))
    await client.post('/confirm-email')
    expect(await silent.signIn(email, member.password)).toContain('pit_session=')
    const tenant = await addTenant(silent, 'Next door')
    const at = silent.clock.now()
    const membership = {
      accountId: silent.account.id,
      userId: tenant.user.id,
      role: 'user',
      overrides: {},
      version: 1,
    } as const
    await silent.testDatabase.database.transact(silent.account.id, db => insertMembership(db, membership, at))
    const beyond = await local('POST', path(tenant.user.id), { email: newEmail() })
    expect(beyond.body, 'an admin elsewhere').toMatchObject({ status: 403, code: 'permission_exceeds_own' })
    const plain = await local('POST', path(silent.admin.userId), { email: newEmail() }, { cookie: member.cookie })
    expect(plain.status).toBe(403)
  })
})

describe('403', () => {
  test('S37: asks who it is after ten minutes, and sends nothing', async () => {
    server.clock.advance('10 minutes')
    const email = newEmail()
    const { body } = await me('POST', '/email', { email })
    expect(body).toMatchObject({ status: 403, code: 'reauthentication_required' })
    expect([...lettersTo(email), ...lettersTo(person.user.email)]).toEqual([])
  })
})

describe('409', () => {
  test('where the server sends no mail it says whom to ask', async () => {
    const { body } = await apiOf(silent)('POST', '/me/email', { email: newEmail() })
    expect(body).toMatchObject({ status: 409, code: 'mail_not_set_up' })
  })

  test('where the mail server does not take the letter nothing is left behind', async () => {
    post.answer('refused for good')
    const { body } = await me('POST', '/email', { email: newEmail() })
    expect(body).toMatchObject({ status: 409, code: 'mail_not_sent' })
    expect((await me('GET', '/security')).body.emailChange).toBeNull()
  })
})

describe('422', () => {
  test.each(['mara', 'mara@example', 'a@b.c\nbcc: x@example.com'])('%j is no address', async email => {
    expect((await me('POST', '/email', { email })).body).toMatchObject({ status: 422, fields: [{ field: 'email' }] })
  })

  test('nor is the one that they have', async () => {
    const { body } = await me('POST', '/email', { email: person.user.email.toUpperCase() })
    expect(body.fields).toEqual([{ field: 'email', message: 'is the present address already' }])
  })
})

describe('429', () => {
  test('five letters in an hour are the most, from one person and to one address', async () => {
    const target = newEmail()
    for (let round = 0; round < 5; round++) expect((await me('POST', '/email', { email: target })).status).toBe(201)
    expect((await me('POST', '/email', { email: newEmail() })).body).toMatchObject({
      status: 429,
      code: 'mail_limited',
    })
    person = await addMember(server, 'user')
    expect((await me('POST', '/email', { email: target })).body).toMatchObject({ status: 429, code: 'mail_limited' })
    expect(lettersTo(target)).toHaveLength(5)
  })
})
