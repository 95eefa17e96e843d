import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const chromium = await findChromium()

describe.skipIf(chromium === undefined)('people, roles and Labs in the console', () => {
  let browser: Browser
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ clock: fixedClock(new Date()) })
    browser = await launchBrowser(chromium ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const close = async (console: OpenConsole) => {
    expect(console.faults).toEqual([])
    await console.context.close()
  }

  it('invites somebody by a link that is shown once, and takes the invite back', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    await console.go('users')
    await console.press('Invite someone')
    await console.press('Make link')
    await console.says('Say whom the link is for, such as jon@example.com.')
    expect(await console.page.evaluate('document.activeElement.type')).toBe('email')
    await console.page.getByLabel('E-mail address').fill('jon@example.com')
    await console.page.reload()
    await expect
      .poll(() => console.page.getByLabel('E-mail address').inputValue(), { message: 'kept over a reload' })
      .toBe('jon@example.com')
    await console.press('Make link')
    const shown = console.page.getByRole('alertdialog', { name: 'Copy the link now' })
    const link = await shown.getByRole('textbox').inputValue()
    await console.inspect('link')
    await shown.getByRole('button', { name: 'Done' }).click()
    await shown.waitFor({ state: 'detached' })
    expect(await console.page.content()).not.toContain(link)
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303)
    await console.says('jon@example.com')
    await console.press('Take back')
    await console.says('The invite for jon@example.com is taken back.')
    await console.press('Invite someone')
    await expect.poll(() => console.page.getByLabel('E-mail address').inputValue(), { message: 'used up' }).toBe('')
    await close(console)
  })

  it('makes an own role, gives it to somebody, and keeps it while they have it', async () => {
    const { user } = await addMember(server, 'user')
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    await console.go('roles')
    await console.press('Create role')
    await console.page.getByLabel('Name').fill('Auditor')
    await console.page.getByRole('checkbox', { name: 'Read the audit log' }).check()
    await console.inspect('role')
    await console.press('Save role')
    await console.says('The role Auditor is saved.')
    await console.go(`users/${user.id}`)
    await console.page.getByLabel(`Role of ${user.name}`).selectOption('Auditor')
    await console.says('by the role Auditor')
    await console.go('roles')
    await console.press('Delete Auditor')
    await console.says(/^One person has this role/)
    await console.inspect('role in use')
    await console.press('Cancel')
    await console.press('Edit Auditor')
    await console.page.getByLabel('Name').fill('Inspector')
    await console.press('Save role')
    await console.says('The role Inspector is saved.')
    await close(console)
  })

  it('says of the last admin what cannot be done before anybody tries, and offers it once there are two', async () => {
    const { user } = await addMember(server, 'user')
    const console = await openConsole(browser, server, CONSOLE_VIEWS[3])
    const { page } = console
    await console.go(`users/${server.admin.userId}`)
    await console.says(/^You are the only admin with every permission, and one must stay/)
    await console.inspect('last admin')
    expect(await page.getByRole('button', { name: 'Remove from the account' }).count()).toBe(0)
    expect(await page.getByRole('main').getByRole('combobox').count(), 'neither role nor permissions').toBe(0)
    const path = `/accounts/${server.account.id}/members`
    expect((await server.api('DELETE', `${path}/${server.admin.userId}`)).status, 'refused all the same').toBe(409)
    expect((await server.api('PATCH', `${path}/${user.id}`, { role: 'admin' })).status).toBe(200)
    await page.reload()
    await page.getByRole('button', { name: 'Remove from the account' }).waitFor()
    expect(await page.getByText(/the only admin/).count()).toBe(0)
    await server.api('DELETE', `${path}/${user.id}`)
    await close(console)
  })

  it.each([
    ['users', 'members', 'We couldn’t load the people of this account. Broken on purpose.'],
    ['roles', 'roles', 'We couldn’t load the roles. Broken on purpose.'],
  ])('keeps what stood on the page of %s when a later load fails, and tries again', async (page, what, sentence) => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    await console.go(page)
    const table = console.page.getByRole('table').first()
    const before = await table.innerText()
    const address = new RegExp(`/api/accounts/[^/]+/${what}(\\?|$)`)
    await console.context.setOffline(true)
    await console.says('Reconnecting…')
    await console.page.route(address, route => route.fulfill({ status: 500, json: { detail: 'Broken on purpose.' } }))
    await console.context.setOffline(false)
    await console.says(sentence)
    await expect.poll(() => table.innerText()).toBe(before)
    await console.inspect(`${page}, failed load`)
    await console.page.unroute(address)
    await console.press('Try again')
    await console.page.getByRole('alert').waitFor({ state: 'detached' })
    await close(console)
  })

  it('sets a rule for every token; a wrong one is told beside its field, which gets the focus', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[3])
    await console.go('policies')
    const days = console.page.getByLabel('Rotate tokens every')
    await days.fill('0')
    await console.press('Save policies')
    await console.says('Say a whole number of days from 1 to 365.')
    await expect.poll(() => console.page.evaluate('document.activeElement.getAttribute("aria-invalid")')).toBe('true')
    await days.fill('30')
    await console.press('Save policies')
    await console.says('Policies saved.')
    await console.inspect('policies')
    await console.page.reload()
    await expect.poll(() => days.inputValue()).toBe('30')
    await close(console)
  })
})
