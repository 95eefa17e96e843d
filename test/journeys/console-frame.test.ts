import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeLabs } from '../../src/actions/accounts.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const chromium = await findChromium()
const operator = { kind: 'operator', name: 'test', origin: {} } as const

describe.skipIf(chromium === undefined)('the frame of the console', () => {
  let browser: Browser
  let server: TestServer
  beforeAll(async () => {
    // A browser judges cookies by its own clock.
    server = await startTestServer({ clock: fixedClock(new Date()) })
    await server.createIntegration(['contacts.readonly'])
    browser = await launchBrowser(chromium ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const open = (view: (typeof CONSOLE_VIEWS)[number]) => openConsole(browser, server, view)
  const close = async (console: OpenConsole) => {
    expect(console.faults).toEqual([])
    await console.context.close()
  }

  it.each(CONSOLE_VIEWS)('S32: menus, search and keys break nothing, $width px $theme', async view => {
    const console = await open(view)
    await console.titled('Private Integrations')
    await console.says('Test integration')
    await console.inspect('list')
    await console.press(/^Account: /)
    await console.inspect('accounts')
    await console.page.keyboard.press('Escape')
    await console.press(/^Your menu/)
    await console.inspect('own menu')
    await console.page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
    await console.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await console.inspect('keys')
    await console.press('Done')
    if (view.width < 1024) {
      await console.press('Open settings menu')
      await console.page.getByRole('dialog', { name: 'Settings' }).waitFor()
      await console.inspect('drawer')
    }
    await close(console)
  })

  it('finds pages and integrations by Ctrl+K, and opens the chosen one with Enter', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    await console.says('Test integration')
    await console.page.keyboard.press('Control+k')
    await console.page.getByRole('combobox').waitFor()
    await console.inspect('search')
    await console.page.keyboard.type('test int')
    await console.page.getByRole('option', { name: /^Test integration/ }).waitFor()
    await console.page.keyboard.press('Enter')
    await console.titled('Test integration')
    await close(console)
  })

  it('keeps the chosen theme over a reload, without a flash of the other', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    await console.says('Test integration')
    await console.press('Theme: System')
    await console.page.getByRole('menuitem', { name: 'Dark' }).click()
    expect(await console.page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
    const [reply] = await Promise.all([console.page.waitForResponse(/private-integrations$/), console.page.reload()])
    expect(await reply.text()).toContain('<html data-theme="dark" ')
    await close(console)
  })

  it('asks to sign in again in place when the session has ended, and the search typed so far is still there', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    await console.says('Test integration')
    await console.context.clearCookies()
    await console.page.getByRole('searchbox').fill('Test int')
    await console.page.getByRole('alertdialog', { name: 'Sign in again' }).waitFor()
    await console.inspect('sign in again')
    await console.page.getByLabel('Password').fill('not my password')
    await console.press('Sign in')
    await console.says('The e-mail address or the password is not right.')
    await console.page.getByLabel('Password').fill(server.admin.password)
    await console.press('Sign in')
    await console.says('1 integration matches')
    await expect.poll(() => console.page.getByRole('searchbox').inputValue()).toBe('Test int')
    await close(console)
  })

  it('says that nothing is saved while the server is away, and reads anew when it is back', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    await console.says('Test integration')
    await console.context.setOffline(true)
    await console.says('Reconnecting… Changes are not saved.')
    await console.inspect('offline')
    await console.context.setOffline(false)
    await console.page.getByText('Reconnecting…').waitFor({ state: 'detached' })
    await close(console)
  })

  it('S3: a page that Labs has off, and one that is not there, say so and show a way out', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    await console.go('no/such/page')
    await console.titled('Page not found')
    await console.inspect('not found')
    const accountId = server.account.id
    await changeLabs(server.app.deps, operator, { accountId, labs: { privateIntegrations: false } })
    await console.go('private-integrations')
    await console.titled('Private Integrations is switched off')
    expect(await console.page.getByRole('navigation').getByText('Private Integrations').count()).toBe(0)
    await console.inspect('labs off')
    await changeLabs(server.app.deps, operator, { accountId, labs: { privateIntegrations: true } })
    await close(console)
  })

  it.each(['en-XA', 'ar-XB'])('stands with longer words and from right to left: %s', async locale => {
    for (const view of [CONSOLE_VIEWS[0], CONSOLE_VIEWS[3]]) {
      const console = await open(view)
      await console.go(`private-integrations?locale=${locale}`)
      await console.says('Test integration')
      expect(await console.page.evaluate('document.documentElement.dir')).toBe(locale === 'ar-XB' ? 'rtl' : 'ltr')
      await console.inspect(locale)
      await close(console)
    }
  })
})
