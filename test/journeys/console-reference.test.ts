import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const chromium = await findChromium()
const run = promisify(execFile)

describe.skipIf(chromium === undefined)('the API reference', () => {
  let browser: Browser
  let server: TestServer
  let secret: string
  beforeAll(async () => {
    server = await startTestServer({ clock: fixedClock(new Date()) })
    secret = (await server.createIntegration(['contacts.readonly', 'contacts.write'])).secret
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
  const snippet = async (console: OpenConsole, language: string) => {
    await console.page.getByRole('tab', { name: language }).click()
    return console.page.getByRole('tabpanel').locator('pre').innerText()
  }
  const env = () => ({ PATH: process.env.PATH, PIT_TOKEN: secret })
  const byCurl = async (code: string) =>
    (await run('sh', ['-c', code.replace(/^curl/, 'curl -s -w "\\n%{http_code}"')], { env: env() })).stdout
  const byNode = async (code: string) =>
    (await run(process.execPath, ['--input-type=module', '-e', code], { env: env() })).stdout

  it('shows the scope of an operation, and snippets with this server’s address that run as printed', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    await console.go('reference')
    await console.page.getByRole('searchbox').fill('get contacts')
    await console.page.getByRole('button', { name: /^GET \/contacts\/? / }).click()
    await console.page.getByRole('main').getByText('contacts.readonly', { exact: true }).first().waitFor()
    await console.inspect('operation')
    const curl = await snippet(console, 'curl')
    expect(curl).toContain(`${server.url}/v2/contacts`)
    expect(await byCurl(curl)).toMatch(/"contacts":.*\n200$/s)
    expect(await byNode(await snippet(console, 'Node.js'))).toMatch(/^200 /)
    await close(console)
  })

  it('prints a call that writes, with the location filled in', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[3])
    await console.go('reference?open=create-contact')
    await console.page.getByRole('tab', { name: 'curl' }).waitFor()
    expect(await byCurl(await snippet(console, 'curl'))).toMatch(/\n201$/)
    expect(await byNode(await snippet(console, 'Node.js'))).toMatch(/^(201|400) /)
    await close(console)
  })

  it('S32: lets a call be tried at /docs/try, under the same policy', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    const { page } = console
    await page.goto(`${server.url}/docs/try`)
    await page.getByRole('button', { name: 'Authorize' }).first().click()
    const dialog = page.locator('.modal-ux')
    await dialog.locator('input').first().fill(secret)
    await dialog.getByRole('button', { name: 'Apply credentials' }).first().click()
    await dialog.getByRole('button', { name: 'Close' }).first().click()
    await page
      .locator('#operations-Contacts-get-contacts, [id$="get-contacts"]')
      .first()
      .getByRole('button')
      .first()
      .click()
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page
      .getByRole('row', { name: /^locationId/ })
      .getByRole('textbox')
      .fill(server.account.locationId)
    await page.getByRole('button', { name: 'Execute', exact: true }).click()
    await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor()
    expect(await page.content()).not.toContain('javascript:alert')
    await close(console)
  })
})
