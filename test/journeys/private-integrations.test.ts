import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { takeToken } from '../support/token-dialog.ts'

const chromium = await findChromium()
describe.skipIf(chromium === undefined)('private integrations in the console', () => {
  let browser: Browser
  let server: TestServer
  beforeAll(async () => {
    // A browser judges cookies by its own clock.
    server = await startTestServer({ clock: fixedClock(new Date()) })
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
  const callWith = async (secret: string, userAgent = 'axios/1.7'): Promise<number> => {
    const { locationId } = server.account
    const url = `${server.url}/v2/contacts/?locationId=${locationId}`
    const headers = { authorization: `Bearer ${secret}`, version: '2021-07-28', 'user-agent': userAgent }
    return (await fetch(url, { headers })).status
  }
  it('Responding to a compromised token: who still calls with the dead one shows on its page', async () => {
    const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
    const console = await open(CONSOLE_VIEWS[0])
    await console.go(`private-integrations/${integrationId}`)
    await console.follow('I think this token leaked')
    await console.page
      .getByRole('dialog')
      .getByRole('button', { name: 'Expire every token and make a new one' })
      .click()
    await takeToken(console)
    const uses = `/accounts/${server.account.id}/integrations/${integrationId}/retired-secret-uses`
    // Timers learn of the dead token and write its uses down, within some seconds.
    const countUses = async () => {
      await callWith(secret)
      return ((await (await server.api('GET', uses)).json()) as { items: unknown[] }).items.length
    }
    await expect.poll(countUses, { timeout: 20_000 }).toBe(1)
    await console.page.reload()
    await console.says('Dead tokens that are still used')
    await console.inspect('retired')
    await close(console)
  })

  it('Copying the token: it leaves the page as the dialog closes, however long the next page takes', async () => {
    const console = await open(CONSOLE_VIEWS[0])
    const { page } = console
    await console.go('private-integrations/new')
    await page.getByLabel('Name', { exact: true }).fill('Slow line')
    await console.press('Continue')
    await page.getByLabel('View contacts').check()
    await console.press('Continue')
    // Neither the next page's data nor its script come, until they are let through.
    const gate = Promise.withResolvers<void>()
    let heldCount = 0
    await page.route(/\.js$|\/api\/.*\/integrations\/int_/, async route => {
      heldCount++
      await gate.promise
      await route.continue()
    })
    await console.press('Create token')
    const dialog = page.getByRole('alertdialog', { name: 'Copy your token now' })
    const secret = await dialog.getByRole('textbox').inputValue()
    expect(await page.content()).toContain(secret)
    await dialog.getByLabel('I’ve saved this token in a safe place').check()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => heldCount).toBeGreaterThan(0)
    expect(await page.evaluate('document.documentElement.outerHTML')).not.toContain(secret)
    gate.resolve()
    await console.titled('Slow line')
    expect(await page.evaluate('document.documentElement.outerHTML')).not.toContain(secret)
    await close(console)
  })

  it('Modifying permissions: when somebody saved first, both are shown and the person chooses', async () => {
    const { integrationId } = await server.createIntegration(['locations.readonly'])
    const console = await open(CONSOLE_VIEWS[0])
    await console.go(`private-integrations/${integrationId}/edit`)
    await console.page.getByLabel('View contacts').check()
    const path = `/accounts/${server.account.id}/integrations/${integrationId}`
    const theirs = await server.api(
      'PATCH',
      path,
      { scopes: ['locations.readonly', 'users.readonly'] },
      { 'if-match': '"1"' },
    )
    expect(theirs.status).toBe(200)
    await console.press('Update')
    await console.says('Someone saved first.')
    await console.says('Granted: View users')
    await console.inspect('stale')
    await console.press('Start again from theirs')
    await console.says('Nothing is changed yet.')
    await close(console)
  })

  it('Modifying: a reload loses nothing that was typed, neither ticks nor words, until it is saved or given up', async () => {
    const { integrationId } = await server.createIntegration(['locations.readonly'])
    const console = await open(CONSOLE_VIEWS[0])
    await console.go(`private-integrations/${integrationId}/edit`)
    await console.page.getByLabel('View contacts').check()
    await console.page.reload()
    await console.says('Add View contacts')
    await console.press('Discard')
    await console.says('Nothing is changed yet.')
    await console.go(`private-integrations/${integrationId}?tab=settings`)
    await console.page.getByLabel('Name', { exact: true }).fill('Half a name')
    await console.page.getByLabel('Requests per day').fill('77')
    await console.page.reload()
    await console.says('Discard changes')
    await expect.poll(() => console.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Half a name')
    await expect.poll(() => console.page.getByLabel('Requests per day').inputValue()).toBe('77')
    await console.inspect('typed before')
    await console.page.getByRole('button', { name: 'Discard changes' }).first().click()
    await expect.poll(() => console.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Test integration')
    await close(console)
  })

  it('Rotating: a token that came to its maximum age is shown as ended, first of all', async () => {
    const path = `/accounts/${server.account.id}`
    await server.api('PATCH', `${path}/policies`, { tokenAgeDaysMax: 1 })
    const { integrationId } = await server.createIntegration(['contacts.readonly'])
    await server.api('PATCH', `${path}/policies`, { tokenAgeDaysMax: null })
    for (const view of [CONSOLE_VIEWS[0], CONSOLE_VIEWS[3]]) {
      const console = await open(view)
      await console.page.clock.setFixedTime(new Date(server.clock.now().getTime() + 86_400_000))
      await console.go(`private-integrations/${integrationId}`)
      await console.says('Token ended')
      await console.says(/^It stopped working/)
      await console.inspect('ended')
      await close(console)
    }
  })

  it('reads each part of an integration without a fault: permissions, usage, activity', async () => {
    const { secret, integrationId } = await server.createIntegration(['contacts.readonly', 'users.readonly'])
    await callWith(secret)
    for (const view of [CONSOLE_VIEWS[0], CONSOLE_VIEWS[3]]) {
      const console = await open(view)
      await console.go(`private-integrations/${integrationId}?tab=permissions`)
      await console.says('See contacts with their notes, tasks and tags.')
      const rowOf = (label: string) => console.page.getByRole('listitem').filter({ hasText: label })
      await rowOf('View users').getByText('No calls in 30 days').waitFor()
      await rowOf('View contacts')
        .getByText(/One call in the last 30 days/)
        .waitFor()
      await expect
        .poll(() => console.page.getByText('No calls in 30 days').count(), { message: 'of the one that is used, no' })
        .toBe(1)
      await console.says(/^One permission was not needed by any call/)
      await console.inspect('permissions')
      await console.page.getByRole('main').getByRole('link', { name: 'Usage', exact: true }).click()
      await console.says('axios/1.7')
      await console.inspect('usage')
      const current = console.page.getByRole('main').locator('[aria-current]')
      await expect.poll(() => current.allTextContents()).toEqual(['Usage'])
      await console.page.getByRole('main').getByRole('link', { name: 'Activity', exact: true }).click()
      await console.says(/created Test integration/)
      await console.press('What changed')
      await console.inspect('activity')
      await close(console)
    }
  })
})
