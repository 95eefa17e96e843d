import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { type DeliveringServer, startDeliveringServer } from '../support/delivering-server.ts'
import { addNotice } from '../support/due-notice.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import type { TestServer } from '../support/server.ts'

const chromium = await findChromium()

describe.skipIf(chromium === undefined)('what happens, in the console', () => {
  let browser: Browser
  let delivering: DeliveringServer
  let server: TestServer
  let receiver: Receiver
  beforeAll(async () => {
    delivering = await startDeliveringServer({ clock: fixedClock(new Date()) })
    server = delivering.server
    receiver = await startReceiver()
    browser = await launchBrowser(chromium ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await receiver?.stop()
    await delivering?.stop()
  })

  const close = async (console: OpenConsole) => {
    expect(console.faults).toEqual([])
    await console.context.close()
  }
  const callWith = (secret: string) =>
    server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}&limit=1`)

  it('adds a webhook whose secret is shown once, sends a test, and opens what was sent and answered', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    await console.go('webhooks?dialog=create')
    await console.says('Which events?')
    await console.page.getByLabel('Address').fill(receiver.url)
    await console.press('Add endpoint')
    await console.says('Choose at least one event.')
    await console.page.getByLabel('ContactCreate').check()
    await console.page.reload()
    await console.page.getByRole('checkbox', { name: 'ContactCreate', checked: true }).waitFor()
    await expect
      .poll(() => console.page.getByLabel('Address').inputValue(), { message: 'kept over a reload' })
      .toBe(receiver.url)
    await console.page.getByRole('dialog').getByRole('button', { name: 'Add endpoint' }).click()
    const shown = console.page.getByRole('alertdialog', { name: 'Copy the signing secret now' })
    const secret = await shown.getByRole('textbox').inputValue()
    expect(secret).toMatch(/^whsec_/)
    await shown.getByRole('button', { name: 'Done' }).click({ force: true })
    await console.says(/^Save the secret first/)
    await console.inspect('secret')
    await shown.getByLabel('I’ve saved this secret in a safe place').check()
    await shown.getByRole('button', { name: 'Done' }).click()
    await console.titled(receiver.url)
    expect(await console.page.content()).not.toContain(secret)

    await console.press('Send test')
    await receiver.waitFor(1)
    await console.page.getByText('Delivered', { exact: true }).and(console.page.locator('td *')).first().waitFor()
    await console.press('Open delivery webhook.test')
    await console.says(/^Attempt 1/)
    await console.inspect('delivery')
    await console.page.keyboard.press('Escape')
    await console.page.getByRole('dialog').waitFor({ state: 'detached' })
    await console.press('Pause')
    await console.says('Nothing is sent until you resume.')
    await console.press('Undo')
    await console.press('Pause')
    await close(console)
  })

  it('follows the requests as they come, and opens one', async () => {
    const { secret } = await server.createIntegration(['contacts.readonly'])
    await callWith(secret)
    const console = await openConsole(browser, server, CONSOLE_VIEWS[3])
    await console.go('usage?tab=log')
    const lines = console.page.getByRole('button', { name: /^Show GET/ })
    await lines.first().waitFor()
    const before = await lines.count()
    await callWith(secret)
    // A log is followed two seconds behind, so that it is whole and in order.
    server.clock.set(new Date(server.clock.now().getTime() + 3000))
    await expect.poll(() => lines.count(), { timeout: 8000 }).toBe(before + 1)
    await lines.first().click()
    await console.page.getByRole('dialog').getByText('Request id').waitFor()
    await console.inspect('request')
    await console.page.keyboard.press('Escape')
    await console.page.getByRole('dialog').waitFor({ state: 'detached' })
    await console.page.getByLabel('Status', { exact: true }).selectOption('Failed (5xx)')
    await console.says('No requests match')
    await console.press('Clear filters')
    await lines.first().waitFor()
    await close(console)
  })

  it('narrows the audit log, exports what is left, and says that the log is whole', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    await console.go('audit')
    await console.says('Verified')
    await console.page.getByLabel('Action').selectOption('private_integration.created')
    await console.says(/created Test integration/)
    await console.page.getByRole('listitem').filter({ hasText: 'added the webhook' }).waitFor({ state: 'detached' })
    expect(console.page.url()).toContain('action=private_integration.created')
    await console.press('Export')
    await console.inspect('export')
    const [download] = await Promise.all([
      console.page.waitForEvent('download'),
      console.page.getByRole('menuitem', { name: 'As CSV, for a spreadsheet' }).click(),
    ])
    const [, ...rows] = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(row => !row.includes('private_integration.created'))).toEqual([])
    await close(console)
  })

  it('reads a notice: the bell counts one less, and its place is where it speaks of', async () => {
    await addNotice(server, server.admin.userId)
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    await console.go('notifications?show=unread')
    const bell = console.page.getByRole('button', { name: /^Notifications/ })
    const unread = async () => Number(/\d+/.exec((await bell.getAttribute('aria-label')) ?? '')?.[0] ?? 0)
    await console.says('Rotation is due')
    await expect.poll(unread).toBeGreaterThan(0)
    const before = await unread()
    await console.page
      .getByRole('listitem')
      .filter({ hasText: 'Rotation is due' })
      .getByRole('button', { name: 'Mark as read' })
      .click()
    await expect.poll(unread).toBe(before - 1)
    await bell.click()
    await console.inspect('bell')
    await console.page.keyboard.press('Escape')
    await console.go('notifications?tab=preferences')
    const box = console.page.getByLabel('By e-mail: Rotation due')
    const was = await box.isChecked()
    await box.click()
    await expect.poll(() => box.isChecked()).toBe(!was)
    await console.press('Make the address')
    await console.says(/^Copy the address now/)
    await console.inspect('calendar')
    await close(console)
  })

  it('finds an event by what it says, and shows an example of it', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[3])
    await console.go('events')
    await console.page.getByRole('searchbox').fill('opportunity stage')
    await console.page.getByText('ContactCreate', { exact: true }).waitFor({ state: 'detached' })
    await console.page.getByText('Example', { exact: true }).first().click()
    await console.inspect('example')
    await console.page.getByRole('searchbox').fill('nothing like it')
    await console.press('Clear the search')
    await console.page.getByText('ContactCreate', { exact: true }).waitFor()
    await close(console)
  })
})
