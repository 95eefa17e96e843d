import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, openConsole } from '../support/console.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const chromium = await findChromium()
const ROW = '[data-row-link]'

describe.skipIf(chromium === undefined)('the list as it comes from the server', () => {
  let browser: Browser
  let server: TestServer
  let list: string
  beforeAll(async () => {
    server = await startTestServer({ clock: fixedClock(new Date()) })
    list = `${server.url}/accounts/${server.account.id}/private-integrations`
    for (let number = 1; number <= 15; number++) await server.createIntegration(['contacts.readonly'])
    browser = await launchBrowser(chromium ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const open = () => openConsole(browser, server, CONSOLE_VIEWS[0])

  /** Loads the list while the scripts behind its entry wait; gives what lets them come. */
  const loadWithoutScripts = async (page: Page): Promise<() => void> => {
    let release = () => undefined as void
    const released = new Promise<void>(resolve => {
      release = resolve
    })
    await page.route(/\/console\/(main|vendor)-.*\.js$/, async route => {
      await released
      await route.continue()
    })
    await page.goto(list, { waitUntil: 'commit' })
    await page.locator(ROW).first().waitFor()
    return release
  }

  it('S32: is taken over by its scripts as it stands, and asks the server for nothing more', async () => {
    const console = await open()
    const asked: string[] = []
    console.page.on('request', request => {
      if (request.url().includes('/api/')) asked.push(request.url())
    })
    await console.go('private-integrations')
    await console.says('15 integrations')
    // The page as it came holds the twelve rows that are seen first.
    await expect.poll(() => console.page.locator(ROW).count()).toBe(15)
    expect(asked).toEqual([])
    await console.inspect('taken over')
    expect(console.faults).toEqual([])
    await console.context.close()
  })

  it('leads to an integration before its scripts have come', async () => {
    const console = await open()
    const release = await loadWithoutScripts(console.page)
    await expect.poll(() => console.page.locator(ROW).count()).toBe(12)
    await console.page.locator(ROW).first().click()
    await console.page.waitForURL(/\/int_\w+$/, { waitUntil: 'commit' })
    release()
    await console.titled('Test integration')
    expect(console.faults).toEqual([])
    await console.context.close()
  })

  it('does what was pressed before its scripts had come: a button, a key, a search', async () => {
    const console = await open()
    const { page } = console
    const release = await loadWithoutScripts(page)
    // The entry that keeps presses has run when the page is parsed.
    await page.waitForLoadState('domcontentloaded')
    await page.getByRole('button', { name: 'Needs attention' }).click()
    release()
    await page.waitForURL(/filter=attention/)
    await console.says('No integrations match')
    const again = await loadWithoutScripts(page)
    await page.waitForLoadState('domcontentloaded')
    await page.getByRole('searchbox').fill('nothing like it')
    again()
    await page.waitForURL(/q=nothing/)
    const thrice = await loadWithoutScripts(page)
    await page.waitForLoadState('domcontentloaded')
    await page.keyboard.press('c')
    thrice()
    await console.titled('Create a private integration')
    expect(console.faults).toEqual([])
    await console.context.close()
  })
})
