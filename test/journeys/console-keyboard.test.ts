import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const chromium = await findChromium()
const FOCUSED = `(() => {
  const one = document.activeElement
  const words = one.labels?.[0]?.textContent ?? one.getAttribute('aria-label') ?? one.textContent
  return words.trim()
})()`
/** More presses than any page of ours needs. */
const TABS_MOST = 80

/** Presses Tab until what has the focus is called so. */
async function tabTo({ page }: OpenConsole, name: string): Promise<void> {
  for (let presses = 0; presses < TABS_MOST; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate<string>(FOCUSED)).startsWith(name)) return
  }
  throw new Error(`${name} is not reached by Tab`)
}

describe.skipIf(chromium === undefined)('the console without a mouse', () => {
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

  it('creates an integration, keeps its token and rotates it, by keys alone', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    const { keyboard } = console.page
    const call = async (secret: string) =>
      (await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)).status
    const takeToken = async () => {
      const dialog = console.page.getByRole('alertdialog')
      const field = dialog.getByRole('textbox')
      await field.waitFor()
      await expect.poll(() => console.page.evaluate('document.activeElement.readOnly')).toBe(true)
      const secret = await field.inputValue()
      await tabTo(console, 'I’ve saved this token')
      await keyboard.press('Space')
      await tabTo(console, 'Done')
      await keyboard.press('Enter')
      await dialog.waitFor({ state: 'detached' })
      return secret
    }

    await console.titled('Private Integrations')
    await console.says('No private integrations yet')
    await keyboard.press('c')
    await console.titled('Create a private integration')
    await tabTo(console, 'Name')
    await keyboard.type('By hand')
    await keyboard.press('Control+Enter')
    await console.says(/^0 of \d+ selected/)
    await tabTo(console, 'View contacts')
    await keyboard.press('Space')
    await console.says(/^1 of \d+ selected/)
    await tabTo(console, 'Continue')
    await keyboard.press('Enter')
    await console.says('Check before you create the token')
    await tabTo(console, 'Create token')
    await keyboard.press('Enter')
    const first = await takeToken()
    await console.titled('By hand')
    expect(await call(first)).toBe(200)

    await tabTo(console, 'Rotate token')
    await keyboard.press('Enter')
    await console.says('Keep the old token for a while (recommended)')
    await tabTo(console, 'Rotate token')
    await keyboard.press('Enter')
    const second = await takeToken()
    expect(second).not.toBe(first)
    expect([await call(first), await call(second)]).toEqual([200, 200])
    expect(console.faults).toEqual([])
    await console.context.close()
  })
})
