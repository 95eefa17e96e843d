import { generateSync } from 'otplib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const chromium = await findChromium()

describe.skipIf(chromium === undefined)('keys and one’s own security in the console', () => {
  let browser: Browser
  let server: TestServer
  let mailing: TestServer
  beforeAll(async () => {
    server = await startTestServer({ clock: fixedClock(new Date()) })
    const mailer = { send: async () => undefined, close: () => undefined }
    mailing = await startTestServer({ clock: fixedClock(new Date()), world: { mailer } })
    browser = await launchBrowser(chromium ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await mailing?.stop()
  })

  const close = async (console: OpenConsole) => {
    expect(console.faults).toEqual([])
    await console.context.close()
  }

  it('sets up an authenticator app with its code, and shows the recovery codes this once', async () => {
    const { user, password } = await addMember(server, 'user')
    const console = await openConsole(browser, server, {
      ...CONSOLE_VIEWS[3],
      person: { email: user.email, password },
    })
    await console.go('security')
    await console.press('Set up')
    const dialog = console.page.getByRole('dialog', { name: 'Set up an authenticator app' })
    const secret = (await dialog.getByLabel('Key').inputValue()).replace(/\s/g, '')
    await dialog.getByLabel('Code from the app').fill('12345')
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await console.page.locator('[aria-invalid="true"]').waitFor()
    await console.inspect('wrong code')
    const epoch = Math.floor(server.clock.now().getTime() / 1000)
    await dialog.getByLabel('Code from the app').fill(generateSync({ secret, epoch }))
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await console.page.getByRole('alertdialog', { name: 'Save your recovery codes now' }).waitFor()
    await console.inspect('recovery codes')
    await console.press('Done')
    await console.says('10 left.')
    await console.page.getByText(/^Set up .*(now|ago)/).waitFor()
    await close(console)
  })

  it('says what goes with a second factor before it goes, and where the last one must stay', async () => {
    const { user, password } = await addMember(server, 'user')
    const person = { email: user.email, password }
    const console = await openConsole(browser, server, { ...CONSOLE_VIEWS[3], person })
    await console.go('security')
    await console.press('Set up')
    const setUp = console.page.getByRole('dialog', { name: 'Set up an authenticator app' })
    const secret = (await setUp.getByLabel('Key').inputValue()).replace(/\s/g, '')
    const epoch = Math.floor(server.clock.now().getTime() / 1000)
    await setUp.getByLabel('Code from the app').fill(generateSync({ secret, epoch }))
    await setUp.getByRole('button', { name: 'Confirm' }).click()
    await console.press('Done')

    await console.press('Remove')
    const question = console.page.getByRole('alertdialog', { name: 'Remove the authenticator app' })
    await question.getByText(/^It is your only second factor. From then on the password alone signs you in/).waitFor()
    await question.getByText(/can’t be undone/).waitFor()
    await console.inspect('remove')
    await question.getByRole('button', { name: 'Cancel' }).click()
    await console.page.getByText(/^Set up .*(now|ago)/).waitFor()

    const short = 'nine & odd'
    await console.page.getByLabel('Current password').fill(password)
    await console.page.getByLabel('New password').fill(short)
    await console.press('Change password')
    await console.says('Your password is changed.')
    await console.press('Remove')
    await question.getByText(/Set a password of 15 characters or more first/).waitFor()
    await console.inspect('must stay')
    await expect.poll(() => question.getByRole('button').allTextContents()).toEqual(['Close'])
    await question.getByRole('button', { name: 'Close' }).click()

    await console.page.getByLabel('Current password').fill(short)
    await console.page.getByLabel('New password').fill(password)
    await console.press('Change password')
    await expect.poll(() => console.page.getByLabel('Current password').inputValue()).toBe('')
    await console.page.reload()
    await console.press('Remove')
    await console.press('Remove app')
    await console.says('The authenticator app is no longer asked for.')
    await console.says('Not set up.')
    await close(console)
  })

  it('signs the person out elsewhere, and they stay here', async () => {
    const here = await openConsole(browser, server, CONSOLE_VIEWS[0])
    const cookie = await server.signIn()
    const isIn = async () => (await fetch(`${server.url}/api/me`, { headers: { cookie } })).status
    expect(await isIn()).toBe(200)
    await here.go('security')
    await here.says('This one')
    await here.press('Sign out everywhere else')
    await here.says(/ended\.$/)
    expect(await isIn()).toBe(401)
    await here.page.reload()
    await here.titled('Your security')
    await close(here)
  })

  it('changes the own e-mail address by a link: where no mail goes out, an admin makes it', async () => {
    const { user, password } = await addMember(server, 'user')
    const admin = await openConsole(browser, server, CONSOLE_VIEWS[3])
    await admin.go(`users/${user.id}`)
    await admin.press('Make a link for a new e-mail address')
    await admin.page.getByRole('textbox', { name: 'New e-mail address' }).fill('new-home@example.org')
    await admin.page.reload()
    await admin.inspect('new address')
    await admin.press('Make link')
    const shown = admin.page.getByRole('alertdialog', { name: 'Copy the link now' })
    const link = await shown.getByRole('textbox').inputValue()
    await shown.getByRole('button', { name: 'Done' }).click()
    await shown.waitFor({ state: 'detached' })
    expect(await admin.page.content()).not.toContain(link)
    await close(admin)

    const own = await openConsole(browser, server, { ...CONSOLE_VIEWS[0], person: { email: user.email, password } })
    await own.go('security')
    await own.says(/^This server sends no e-mail/)
    await own.says('new-home@example.org')
    await own.inspect('waiting')
    await own.page.goto(link)
    await own.titled('Confirm your e-mail address')
    await own.inspect('confirm')
    await own.press('Confirm address')
    await own.go('security')
    await own.page.getByText('new-home@example.org', { exact: true }).waitFor()
    expect(await own.page.getByText('waits to be confirmed').count()).toBe(0)
    await close(own)
  })

  it('asks for the new address where mail goes out, says where the link went, and takes it back', async () => {
    const console = await openConsole(browser, mailing, CONSOLE_VIEWS[1])
    await console.go('security')
    await console.press('Change address')
    await console.press('Send link')
    await console.says('Say which, such as jon@example.com.')
    await console.page.getByLabel('New e-mail address').fill('mara@example.org')
    await console.inspect('new address')
    await console.press('Send link')
    await console.says('A link is on its way to mara@example.org.')
    await console.says(/waits to be confirmed/)
    await console.inspect('waiting')
    await console.press('Keep the present address')
    await console.says('You keep mara@example.com.')
    await console.page.getByText(/waits to be confirmed/).waitFor({ state: 'detached' })
    await close(console)
  })

  it('changes the password, and says beside the field what is wrong with it', async () => {
    const { user, password } = await addMember(server, 'user')
    const console = await openConsole(browser, server, {
      ...CONSOLE_VIEWS[0],
      person: { email: user.email, password },
    })
    await console.go('security')
    await console.page.getByLabel('Current password').fill(password)
    await console.page.getByLabel('New password').fill('short')
    await console.press('Change password')
    await console.page.locator('[aria-invalid="true"]').waitFor()
    await console.inspect('too short')
    await console.page.getByLabel('New password').fill(`${password} and more`)
    await console.press('Change password')
    await console.says('Your password is changed.')
    await close(console)
  })

  it('makes an API key that is shown once, drafts an integration in its place, and ends it', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    await console.go('labs')
    await console.page.getByRole('switch', { name: /^API Keys/ }).click()
    await console.says('API Keys (legacy) is on.')
    await console.go('api-keys')
    await console.press('Create API key')
    const dialog = console.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Create API key' }).click()
    await console.says('Give it a name.')
    await dialog.getByLabel('Name').fill('Old importer')
    await console.page.reload()
    await expect
      .poll(() => dialog.getByLabel('Name').inputValue(), { message: 'kept over a reload' })
      .toBe('Old importer')
    await dialog.getByRole('button', { name: 'Create API key' }).click()
    const shown = console.page.getByRole('alertdialog', { name: 'Copy your API key now' })
    const key = await shown.getByRole('textbox').inputValue()
    await console.inspect('key')
    await shown.getByLabel('I’ve saved this key in a safe place').check()
    await shown.getByRole('button', { name: 'Done' }).click()
    await shown.waitFor({ state: 'detached' })
    expect(await console.page.content()).not.toContain(key)
    const call = async () =>
      (await fetch(`${server.url}/v1/contacts/`, { headers: { authorization: `Bearer ${key}` } })).status
    expect(await call()).toBe(200)

    await console.press('Actions for Old importer')
    await console.page.getByRole('menuitem', { name: 'Move to a private integration' }).click()
    await console.page.getByRole('dialog').getByRole('link', { name: 'Start' }).first().waitFor()
    await console.inspect('move')
    await console.page.getByRole('dialog').getByRole('link', { name: 'Start' }).first().click()
    await console.titled('Create a private integration')
    await expect.poll(() => console.page.getByLabel('Name', { exact: true }).inputValue()).toContain('Old importer')
    await console.press('Continue')
    await console.says(/^[1-9]\d* of \d+ selected$/)

    await console.go('api-keys')
    await console.press('Actions for Old importer')
    await console.page.getByRole('menuitem', { name: 'Revoke' }).click()
    await console.inspect('revoke')
    await console.press('Revoke key')
    await console.says('Old importer is revoked.')
    expect(await call()).toBe(401)
    await close(console)
  })
})
