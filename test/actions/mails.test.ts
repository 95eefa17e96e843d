import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sendMails, writeLetters } from '../../src/actions/mails.ts'
import { tellPeople } from '../../src/actions/notices.ts'
import { createMailer, type Mailer } from '../../src/lib/mailer.ts'
import { upsertNoticeChoices } from '../../src/store/notification-preferences.ts'
import { listNotifications } from '../../src/store/notifications.ts'
import { dueNotice } from '../support/due-notice.ts'
import { type Person, startTestHouse, type TestHouse } from '../support/house.ts'
import { closedPort, openPostOffice, type PostOffice } from '../support/post-office.ts'

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
const due = (name?: string) => dueNotice(house, name)

/** Everything that is due goes out. */
async function deliver() {
  await tellPeople(telling())
  await writeLetters(house.node.deps)
  return sendMails(sending())
}
const lettersTo = ({ email }: Person) =>
  post.letters.filter(({ to }) => (Array.isArray(to) ? to : [to]).some(entry => entry?.text === email))

describe('letters', () => {
  test('F20: a mail server that says “later” gets them later, and one letter each', async () => {
    await due()
    post.answer('refused for now')
    await deliver()
    expect(await sendMails(sending()), 'not before its time').toBe(0)
    post.answer('taken')
    house.clock.advance('1 minute')
    await sendMails(sending())
    expect(lettersTo(house.admin)).toHaveLength(1)
    house.clock.advance('1 day')
    expect(await sendMails(sending())).toBe(0)
  })

  test('F20: one that is away for a day is given up on, with a line in the log and a mark in the list', async () => {
    await house.node.deps.database.transact(accountId, db =>
      upsertNoticeChoices(db, {
        ...{ accountId, userId: house.admin.userId },
        choices: [{ kind: 'rotationDue', channel: 'inApp', isWanted: false }],
      }),
    )
    await due()
    await tellPeople(telling())
    await writeLetters(house.node.deps)
    const away = createMailer({ smtpUrl: `smtp://127.0.0.1:${await closedPort()}`, from: 'a@b.example' })
    const lines: { text: string; facts: object }[] = []
    const log = (facts: object, text: string) => void lines.push({ facts, text })
    const failing = { ...house.node.deps, mailer: away, log: { info: log, warn: log, error: log } }
    let tries = 0
    for (let hour = 0; hour < 26 && !lines.some(({ text }) => text === 'mail.given_up'); hour++) {
      tries += (await sendMails(failing)) > 0 ? 1 : 0
      house.clock.advance('1 hour')
    }
    expect(tries).toBeGreaterThan(5)
    expect(lines.at(-1)).toMatchObject({ text: 'mail.given_up', facts: { error: 'ESOCKET' } })
    expect(JSON.stringify(lines)).not.toContain(house.admin.email)
    const shown = (await noticesOf(house.admin)).filter(({ kind }) => kind === 'rotationDue')
    expect(shown, 'shown although no notice in the list was wanted').toMatchObject([{ mail: { state: 'failed' } }])
    house.clock.advance('1 hour')
    expect(await sendMails(sending())).toBe(0)
    await house.owner.query('delete from notification_preferences')
  })

  test('F20: one that takes the line and says nothing holds up nothing but its own worker', async () => {
    const silent = createServer(() => {})
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const stuck = createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: 'a@b.example', connectMs: 200 })
    await due()
    await tellPeople(telling())
    await writeLetters(house.node.deps)
    const sent = sendMails({ ...house.node.deps, mailer: stuck })
    await due('Meanwhile')
    await tellPeople(telling())
    expect(await titlesOf(house.admin)).toContain('Rotation of “Meanwhile” is due')
    await sent
    const { rows } = await house.owner.query('select last_error from mails where tries > 0')
    expect(new Set(rows.map(row => row.last_error))).toEqual(new Set(['ETIMEDOUT']))
    silent.close()
  })

  test('that lay in a backup for days tell of what has long passed: they are not sent', async () => {
    await due()
    await tellPeople(telling())
    await writeLetters(house.node.deps)
    house.clock.advance('2 days')
    await sendMails(sending())
    expect(post.letters).toEqual([])
  })

  test('to an address that is refused for good are not tried again', async () => {
    await due()
    post.answer('refused for good')
    await deliver()
    post.answer('taken')
    house.clock.advance('1 hour')
    expect(await sendMails(sending())).toBe(0)
    expect((await noticesOf(house.admin)).find(({ kind }) => kind === 'rotationDue')?.mail.state).toBe('failed')
  })
})
