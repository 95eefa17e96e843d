import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createIntegration } from '../../src/actions/integrations.ts'
import { sendMails, writeLetters } from '../../src/actions/mails.ts'
import { sweepNotices } from '../../src/actions/notice-sweep.ts'
import { tellPeople } from '../../src/actions/notices.ts'
import { rotateToken } from '../../src/actions/rotations.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { createMailer, type Mailer } from '../../src/lib/mailer.ts'
import { insertEvent } from '../../src/store/events.ts'
import { upsertNoticeChoices } from '../../src/store/notification-preferences.ts'
import { insertNotifications, listNotifications } from '../../src/store/notifications.ts'
import { dueNotice } from '../support/due-notice.ts'
import { type Person, startTestHouse, type TestHouse } from '../support/house.ts'
import { newIntegration, OPERATOR } from '../support/integration.ts'
import { openPostOffice, type PostOffice } from '../support/post-office.ts'

let house: TestHouse
let accountId: string
let post: PostOffice
let mailer: Mailer
beforeAll(async () => {
  house = await startTestHouse()
  ;({ accountId } = house)
})
afterAll(() => house.stop())
beforeEach(async () => {
  post = await openPostOffice()
  mailer = createMailer({ smtpUrl: post.url, from: 'Referins <no-reply@referins.example>' })
  await tellPeople(telling())
  await house.owner.query('delete from notifications')
  await house.owner.query('delete from mails')
})
afterEach(async () => {
  mailer.close()
  await post.close()
})

const telling = () => ({ ...house.node.deps, canMail: true })
const sending = () => ({ ...house.node.deps, mailer })
const noticesOf = (person: Person) =>
  house.node.deps.database.read(accountId, db =>
    listNotifications(db, { accountId, userId: person.userId, limit: 100 }),
  )
const titlesOf = async (person: Person) => (await noticesOf(person)).map(({ title }) => title)

const due = (name?: string, facts?: Record<string, unknown>) => dueNotice(house, name, facts)

describe('people are told', () => {
  test('of all events but the one that can’t be told: it holds up no other', async () => {
    await house.owner.query(`
      create function refuse_poison() returns trigger language plpgsql as $$
        begin if new.title like '%Poison%' then raise exception 'no'; end if; return new; end $$;
      create trigger refuse_poison before insert on notifications for each row execute function refuse_poison()`)
    for (const name of ['Before', 'Poison', 'After']) await due(name)
    await tellPeople(telling())
    const told = await titlesOf(house.admin)
    expect(told).toEqual(expect.arrayContaining(['Rotation of “Before” is due', 'Rotation of “After” is due']))
    expect(told).not.toContain('Rotation of “Poison” is due')
    await house.owner.query('drop function refuse_poison cascade')
    await tellPeople(telling())
    expect(await titlesOf(house.admin)).toContain('Rotation of “Poison” is due')
  })

  test('also where there are more of them than a statement takes values', async () => {
    const notice = {
      accountId,
      userId: house.admin.userId,
      type: 'test',
      kind: 'rotation',
      title: 'Many',
      sentence: '',
    }
    const notices = Array.from({ length: 5000 }, () => ({
      ...{ ...notice, id: randomIds.next('ntf'), eventId: randomIds.next('evt') },
      ...{ isInApp: true, createdAt: house.clock.now() },
    }))
    const { database } = house.node.deps
    await database.transact(accountId, db => insertNotifications(db, notices))
    await database.transact(accountId, db => insertNotifications(db, notices.slice(0, 1)))
    const { rows } = await house.owner.query(`select count(*)::int as count from notifications where title = 'Many'`)
    expect(rows).toEqual([{ count: 5000 }])
  })

  test('who may manage integrations, and nobody else; each once, whatever number of workers tell', async () => {
    const [manager, viewer, denied] = await Promise.all([
      house.addMember('viewer', { 'privateIntegrations.manage': true }),
      house.addMember('viewer'),
      house.addMember('admin', { 'privateIntegrations.manage': false }),
    ])
    await due()
    await Promise.all([tellPeople(telling()), tellPeople(telling()), tellPeople(telling())])
    const counts = await Promise.all(
      [house.admin, manager, viewer, denied].map(async who => (await noticesOf(who)).length),
    )
    // The admins hear of the new integration, too.
    expect(counts).toEqual([2, 2, 0, 0])
  })

  test('and who made the integration, while they may see it', async () => {
    const maker = await house.addMember('viewer', { 'privateIntegrations.create': true })
    const draft = { name: 'Mine', description: '', scopes: [], allowedIps: [], limits: {} }
    const { view } = await createIntegration(house.node.deps, maker, { accountId, draft })
    house.clock.advance('1 minute')
    await rotateToken(house.node.deps, OPERATOR, { accountId, integrationId: view.integration.id, old: 'expireNow' })
    await tellPeople(telling())
    expect(await titlesOf(maker)).toEqual(['Token of “Mine” replaced', 'New integration “Mine”'])
  })

  test('of what they did themselves as read already, and by no mail', async () => {
    const other = await house.addMember('admin')
    const { ref } = await newIntegration(house.node.deps, accountId)
    await house.node.deps.database.transact(accountId, db =>
      upsertNoticeChoices(db, {
        ...{ accountId, userId: house.admin.userId },
        choices: [{ kind: 'rotation', channel: 'email', isWanted: true }],
      }),
    )
    await tellPeople(telling())
    house.clock.advance('1 minute')
    await rotateToken(house.node.deps, house.admin, { ...ref, old: 'expireNow' })
    await tellPeople(telling())
    const [own, theirs] = [(await noticesOf(house.admin))[0], (await noticesOf(other))[0]]
    expect(own).toMatchObject({ type: 'private_integration.rotated', mail: { state: 'off' } })
    expect(own?.readAt).toBeDefined()
    expect(theirs).toMatchObject({ type: 'private_integration.rotated', readAt: undefined })
  })

  test('not of due dates that a program sees to, unless it has stopped', async () => {
    await due('Robot', { stage: 'soon', automated: true })
    await due('Robot', { stage: 'due', automated: true })
    await due('Broken robot', { stage: 'overdue', daysOverdue: 7, automated: true })
    await tellPeople(telling())
    const told = (await noticesOf(house.admin)).filter(({ kind }) => kind === 'rotationDue')
    expect(told.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/^The token of “Broken robot”, …a91f, .* 7 days\. It was last rotated by a program, which/),
    ])
  })

  test('of events that others write, by one table; of the API’s own events nobody is', async () => {
    const subject = await house.addMember('user')
    const write = (type: string, body: Record<string, unknown>, integrationId?: string) => {
      const event = { id: house.node.deps.ids.next('evt'), accountId, type, body, integrationId }
      const createdAt = house.clock.now()
      return house.node.deps.database.transact(accountId, db => insertEvent(db, { ...event, createdAt }))
    }
    const { ref } = await newIntegration(house.node.deps, accountId)
    const disabled = { endpoint: { url: 'https://hooks.example/in?key=x' }, sentence: 'It failed.' }
    await write('webhook_endpoint.disabled', disabled, ref.integrationId)
    const user = { id: subject.userId, name: 'Test Person' }
    await write('sign_in.failed_often', { attempts: 12, user, network: '192.0.2.9' })
    await write('ContactCreate', { id: 'x' })
    await tellPeople(telling())
    const told = (await noticesOf(house.admin)).filter(({ kind }) => kind !== 'changes')
    expect(told.map(({ kind }) => kind).sort()).toEqual(['security', 'webhooks'])
    const sentenceOf = (wanted: string) => told.find(({ kind }) => kind === wanted)?.sentence
    expect(sentenceOf('security')).toContain('at 192.0.2.9 failed to sign in as Test Person 12 times')
    expect(sentenceOf('webhooks')).toBe(
      'The endpoint at hooks.example of “Warehouse sync” was switched off. It failed. Mend the receiver, then enable the endpoint and resend what it missed.',
    )
    expect(await titlesOf(subject), 'whom it is about').toEqual(['Failed attempts to sign in as Test Person'])
  })

  test('with dates as clocks show them in the account’s time zone', async () => {
    await house.owner.query(`update accounts set timezone = 'Pacific/Auckland' where id = $1`, [accountId])
    await due()
    await tellPeople(telling())
    await house.owner.query(`update accounts set timezone = 'UTC' where id = $1`, [accountId])
    const told = (await noticesOf(house.admin)).find(({ kind }) => kind === 'rotationDue')
    expect(told?.sentence).toContain('since April 2, 2026.')
  })
})

describe('letters', () => {
  /** Everything that is due goes out. */
  async function deliver() {
    await tellPeople(telling())
    await writeLetters(house.node.deps)
    return sendMails(sending())
  }
  const lettersTo = ({ email }: Person) =>
    post.letters.filter(({ to }) => (Array.isArray(to) ? to : [to]).some(entry => entry?.text === email))

  test('carry what was due together, as text and HTML, without a link, from our address', async () => {
    await due('Zapier <bridge>')
    await due('Click https://evil.example/x')
    await due('Order sync\r\nBcc: thief@example.com')
    await deliver()
    const [letter, another] = lettersTo(house.admin)
    expect(another).toBeUndefined()
    expect(letter?.from?.text).toBe('"Referins" <no-reply@referins.example>')
    expect(letter?.subject).toMatch(/^Test Company: Rotation of “.*” is due, and 2 more$/)
    expect(letter?.text).toContain('Hello Mara Petit,')
    expect(letter?.text).toContain(
      'The token of “Zapier <bridge>”, …a91f, has been due for rotation since April 1, 2026.',
    )
    expect(letter?.text).toContain('Open your settings → Other Settings → Private Integrations')
    expect(letter?.html).toContain('Zapier &lt;bridge&gt;')
    expect(`${letter?.html}${letter?.text}`).not.toMatch(/https?:|href|<a\b/)
    expect(letter?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(letter?.bcc).toBeUndefined()
    const told = (await noticesOf(house.admin)).filter(({ kind }) => kind === 'rotationDue')
    expect(told.map(({ mail }) => mail.state)).toEqual(['sent', 'sent', 'sent'])
  })

  test('are sent once, whatever number of workers send', async () => {
    await due()
    await tellPeople(telling())
    await Promise.all([writeLetters(house.node.deps), writeLetters(house.node.deps)])
    await Promise.all([sendMails(sending()), sendMails(sending()), sendMails(sending())])
    await sendMails(sending())
    expect(lettersTo(house.admin)).toHaveLength(1)
  })

  test('go to nobody who wants none, and to nobody who has left the account', async () => {
    const [silent, gone] = [await house.addMember('admin'), await house.addMember('admin')]
    await house.node.deps.database.transact(accountId, db =>
      upsertNoticeChoices(db, {
        ...{ accountId, userId: silent.userId },
        choices: [{ kind: 'rotationDue', channel: 'email', isWanted: false }],
      }),
    )
    await due()
    await tellPeople(telling())
    await house.owner.query('delete from memberships where user_id = $1', [gone.userId])
    await deliver()
    expect([lettersTo(silent), lettersTo(gone)]).toEqual([[], []])
    expect((await noticesOf(silent)).map(({ mail }) => mail.state)).not.toContain('sent')
    expect(lettersTo(house.admin)).toHaveLength(1)
  })
})

test('the sweep forgets notices and letters of half a year ago, and no younger ones', async () => {
  await due('Old')
  await tellPeople(telling())
  house.clock.advance('170 days')
  await due('Young')
  await tellPeople(telling())
  house.clock.advance('11 days')
  await sweepNotices(house.node.deps)
  const told = (await noticesOf(house.admin)).filter(({ kind }) => kind === 'rotationDue')
  expect(told.map(({ title }) => title)).toEqual(['Rotation of “Young” is due'])
})
