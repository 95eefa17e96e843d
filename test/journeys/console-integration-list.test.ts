import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { fillSampleAccount } from '../support/sample-account.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const chromium = await findChromium()
const XSS = '=1+1<script>alert(1)</script>"><img src=x onerror=alert(1)>'

describe.skipIf(chromium === undefined)('the list of private integrations', () => {
  let browser: Browser
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ clock: fixedClock(new Date()) })
    await fillSampleAccount(server)
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
  const bulkOnes = async () => {
    const path = `/accounts/${server.account.id}/integrations?q=Bulk&limit=100`
    const pages: { id: string; name: string }[] = []
    for (let cursor = ''; ; ) {
      const reply = await server.api('GET', `${path}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      const { items, nextCursor } = (await reply.json()) as { items: typeof pages; nextCursor?: string }
      pages.push(...items)
      if (nextCursor === undefined) return pages
      cursor = nextCursor
    }
  }
  const names = (console: OpenConsole) => console.page.locator('[data-row-link]').allTextContents()

  it.each(CONSOLE_VIEWS)('S32: shows state, age and the worst case, $width px $theme', async view => {
    const console = await open(view)
    await console.says('Rotation overdue')
    await console.says('Payroll export has used the same token for 97 days. Rotate tokens every 90 days.')
    for (const state of ['Rotating', 'Rotate soon', 'Healthy', 'Never used']) await console.says(state)
    expect(await names(console)).toHaveLength(5)
    await console.inspect('list')
    await console.press('Actions for Payroll export')
    await console.inspect('row menu')
    await close(console)
  })

  it('filters and searches, keeps both in the address, and says when nothing matches', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    await console.press('Needs attention')
    await console.says('3 of 5 integrations')
    expect(console.page.url()).toContain('filter=attention')
    await console.press('Never used')
    await console.says('1 of 5 integrations')
    await console.press('Mine')
    await console.says('5 of 5 integrations')
    await console.page.keyboard.press('/')
    await console.page.keyboard.type('ware')
    await console.says('1 integration matches')
    await console.page.reload()
    await console.says('1 integration matches')
    await expect.poll(() => console.page.getByRole('searchbox').inputValue()).toBe('ware')
    await console.page.getByRole('searchbox').fill('nothing like it')
    await console.says('No integrations match')
    await console.inspect('no match')
    await console.press('Clear filters')
    await console.says('5 integrations')
    await close(console)
  })

  it('keeps its filters and its banner right beyond the first page, and asks for no page but the one shown', async () => {
    const account = server.account.id
    const many = Array.from({ length: 105 }, (_, at) => ({ name: `Bulk ${at}`, scopes: [] }))
    for (const body of many) await server.api('POST', `/accounts/${account}/integrations`, body)
    try {
      const console = await open(CONSOLE_VIEWS[0])
      const asked: string[] = []
      console.page.on('request', request => {
        if (request.url().includes('/integrations?')) asked.push(request.url())
      })
      await console.page.reload()
      await console.says('100 of 110 integrations')
      await console.says('Payroll export has used the same token for 97 days. Rotate tokens every 90 days.')
      await console.press('Needs attention')
      await console.says('3 of 110 integrations')
      expect(await names(console)).toHaveLength(3)
      // The first page came with the document.
      expect(asked).toHaveLength(1)
      await console.press('All')
      await console.press('Load more')
      await console.says(/^110 integrations$/)
      await close(console)
    } finally {
      for (const { id } of await bulkOnes()) await server.api('DELETE', `/accounts/${account}/integrations/${id}`)
    }
  })

  it('is walked with j and k, opened with Enter, and left for the form with c', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    await console.says('Rotation overdue')
    for (const key of ['j', 'j', 'k', 'j']) await console.page.keyboard.press(key)
    const [, second = ''] = await names(console)
    await console.page.keyboard.press('Enter')
    await console.titled(second)
    await console.page.goBack()
    await console.says('Rotation overdue')
    await console.page.keyboard.press('c')
    await console.titled('Create a private integration')
    await close(console)
  })

  it('S14: rotates several at once, shows their tokens this once, and both tokens of each work', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    for (const name of ['CRM importer', 'Website widget']) await console.page.getByLabel(`Select ${name}`).check()
    await console.press('Rotate 2')
    await console.page.getByRole('dialog', { name: 'Rotate 2 tokens' }).waitFor()
    await console.inspect('rotate several')
    await console.press('Rotate tokens')
    await console.page.getByRole('alertdialog', { name: 'Copy your tokens now' }).waitFor()
    await console.inspect('several tokens')
    await console.page.keyboard.press('Escape')
    await console.page.getByRole('button', { name: 'Done' }).click({ force: true })
    await console.says('Save the tokens and tick the box first.')
    const secret = await console.page.getByLabel('Website widget', { exact: true }).inputValue()
    const kept = await console.page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])',
    )
    expect(kept).not.toContain(secret)
    expect((await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)).status).toBe(200)
    await console.page.getByLabel('I’ve saved these tokens in a safe place').check()
    await console.press('Done')
    await console.page.getByRole('alertdialog').waitFor({ state: 'detached' })
    expect(await console.page.content()).not.toContain(secret)
    await close(console)
  })

  it('S32: exports a name that is a formula and a script as plain text, and shows it as text', async () => {
    const body = { name: XSS, description: XSS, scopes: [] }
    const made = await server.api('POST', `/accounts/${server.account.id}/integrations`, body)
    expect(made.status).toBe(201)
    const console = await open(CONSOLE_VIEWS[3])
    await console.says(XSS)
    await console.inspect('script in a name')
    await close(console)
    const wide = await open(CONSOLE_VIEWS[0])
    await wide.page.getByLabel(`Select ${XSS}`).check()
    const [download] = await Promise.all([wide.page.waitForEvent('download'), wide.press('Export list')])
    const csv = await readFile(await download.path(), 'utf8')
    expect(csv.split('\r\n')[1]).toContain(`"'=1+1<script>`)
    expect(csv).not.toMatch(/pit_[0-9A-Za-z]{10}/)
    await close(wide)
  })

  it('deletes one by its name from the row’s menu, and several by the word asked for', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    await console.press(`Actions for ${XSS}`)
    await console.page.getByRole('menuitem', { name: 'Delete' }).click()
    const confirm = console.page.getByRole('alertdialog')
    await confirm.getByRole('textbox').fill(XSS)
    await console.inspect('delete')
    await console.press('Delete integration')
    await console.page.locator('[data-row-link]', { hasText: XSS }).waitFor({ state: 'detached' })
    for (const name of ['Old data studio test', 'Payroll export'])
      await console.page.getByLabel(`Select ${name}`).check()
    await console.press('Delete 2')
    await confirm.getByRole('textbox').fill('delete 2')
    await console.inspect('delete several')
    await console.press('Delete integrations')
    await console.says('2 integrations were deleted.')
    await console.says('3 integrations')
    await close(console)
  })

  it('keeps the old rows when a load fails, and tries again', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    await console.says(/^\d integrations$/)
    const before = await names(console)
    await console.context.setOffline(true)
    await console.says('Reconnecting…')
    await console.page.route('**/integrations?*', route =>
      route.fulfill({ status: 500, json: { detail: 'Broken on purpose.' } }),
    )
    await console.context.setOffline(false)
    await console.says('We couldn’t load your integrations.')
    expect(await names(console)).toEqual(before)
    await console.inspect('failed load')
    await console.page.unroute('**/integrations?*')
    await console.press('Try again')
    await console.page.getByRole('alert').waitFor({ state: 'detached' })
    await close(console)
  })

  it('says on an integration’s page that it may be out of date when a later load fails', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    const name = (await names(console))[0] ?? ''
    await console.page.locator('[data-row-link]', { hasText: name }).first().click()
    await console.page.getByRole('heading', { name, level: 1 }).waitFor()
    const address = /\/api\/accounts\/[^/]+\/integrations\/[^/?]+$/
    await console.page.route(address, route => route.fulfill({ status: 500, json: { detail: 'Broken on purpose.' } }))
    // The page looks by itself every fifteen seconds, and asks twice more before it says so.
    await console.page.getByText('This may be out of date. Broken on purpose.').waitFor({ timeout: 30_000 })
    await console.page.getByRole('heading', { name, level: 1 }).waitFor()
    await console.inspect('out of date')
    await console.page.unroute(address)
    await console.press('Try again')
    await console.page.getByRole('alert').waitFor({ state: 'detached' })
    await close(console)
  })
})
