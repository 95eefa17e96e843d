import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, openConsole } from '../support/console.ts'
import { fillSampleAccount } from '../support/sample-account.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** `npm run screenshots`: the pictures of the documents, each in light and dark, on a wide window and on a phone. */
const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const NAME_OF_VIEW = ['', '-dark', '-phone', '-phone-dark']

let browser: Browser
let server: TestServer
let ids: Map<string, string>
beforeAll(async () => {
  const chromium = await findChromium()
  if (chromium === undefined) throw new Error('No Chromium found. Set CHROMIUM_PATH, or install Chromium.')
  server = await startTestServer({ clock: fixedClock(new Date()), accountName: 'Lakeside Dental' })
  ids = await fillSampleAccount(server)
  browser = await launchBrowser(chromium)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

it.each(CONSOLE_VIEWS.map((view, index) => ({ view, suffix: NAME_OF_VIEW[index] ?? '' })))(
  'takes the pictures of $view.width px $view.theme',
  async ({ view, suffix }) => {
    const console = await openConsole(browser, server, view)
    const take = async (name: string) => {
      await console.page.evaluate('document.fonts.ready')
      await console.page.waitForLoadState('networkidle')
      await console.page.screenshot({ path: `${FOLDER}${name}${suffix}.png`, animations: 'disabled' })
    }
    await console.says('Rotation overdue')
    await take('private-integrations')
    await console.go(`private-integrations/${ids.get('Warehouse sync')}`)
    await console.says('Expires in')
    await take('rotation')
    expect(console.faults).toEqual([])
    await console.context.close()
  },
)
