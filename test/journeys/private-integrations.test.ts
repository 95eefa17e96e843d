import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const chromium = await findChromium()
const SECRET = /^pit_[0-9A-Za-z]{38}$/

// Named after the headings of the help article that an admin reads.
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
  /** Takes the token out of the dialog that shows it once. */
  const takeToken = async (console: OpenConsole): Promise<string> => {
    const dialog = console.page.getByRole('alertdialog', { name: 'Copy your token now' })
    const secret = await dialog.getByRole('textbox').inputValue()
    await dialog.getByLabel('I’ve saved this token in a safe place').check()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await dialog.waitFor({ state: 'detached' })
    return secret
  }
  const confirm = (console: OpenConsole, button: string) =>
    console.page.getByRole('dialog').getByRole('button', { name: button }).click()

  it.each(CONSOLE_VIEWS)(
    'Creating a private integration, rotating its token, cancelling, expiring early, deleting: $width px $theme',
    async view => {
      const console = await open(view)
      const name = `Sync ${view.width} ${view.theme}`

      await console.go('private-integrations/new')
      await console.press('Continue')
      await console.says('Give it a name, such as “Zapier bridge”.')
      expect(await console.page.evaluate('document.activeElement.getAttribute("aria-invalid")')).toBe('true')
      await console.inspect('name missing')
      await console.page.getByLabel('Name', { exact: true }).fill(name)
      await console.press('Continue')
      await console.page.getByLabel('View contacts').check()
      await console.page.getByLabel('View tags').check()
      await console.says('2 of 24 selected')
      await console.inspect('permissions')
      await console.page.reload()
      await console.says('2 of 24 selected')
      await console.press('Continue')
      await console.says('Check before you create the token')
      await console.inspect('review')
      await console.press('Create token')
      await console.page.getByRole('alertdialog').waitFor()
      await console.page.keyboard.press('Escape')
      await console.inspect('token')
      const first = await takeToken(console)
      expect(first).toMatch(SECRET)
      await console.titled(name)

      await console.says('Waiting for the first request…')
      expect(await callWith(first)).toBe(200)
      await console.says(/^The first request has arrived/)
      await console.inspect('first request')

      await console.follow('Rotate token')
      await console.says('Keep the old token for a while (recommended)')
      await console.inspect('rotate')
      await confirm(console, 'Rotate token')
      const second = await takeToken(console)
      await console.says(/^Expires in/)
      await console.says('axios/1.7')
      await console.inspect('overlap')
      expect([await callWith(first), await callWith(second)]).toEqual([200, 200])

      await console.follow('Cancel rotation')
      await console.says('The new token is in use already. These calls will fail:')
      await console.inspect('cancel')
      await console.page.getByLabel('Stop the new token all the same').check()
      await confirm(console, 'Cancel rotation')
      await console.page.getByText(/^Expires in/).waitFor({ state: 'detached' })
      expect([await callWith(first), await callWith(second)]).toEqual([200, 401])

      await console.follow('Rotate token')
      await confirm(console, 'Rotate token')
      const third = await takeToken(console)
      await console.follow('Expire old token now')
      await console.inspect('expire now')
      await confirm(console, 'Expire old token')
      await console.page.getByText(/^Expires in/).waitFor({ state: 'detached' })
      expect([await callWith(first), await callWith(third)]).toEqual([401, 200])

      await console.follow('Settings')
      await console.says('For the developer')
      await console.inspect('settings')
      await console.follow('Delete')
      await console.page.getByLabel(`Type ${name} to confirm`).fill(name)
      await console.inspect('delete')
      await console.press('Delete integration')
      await console.titled('Private Integrations')
      expect(await callWith(third)).toBe(401)
      await close(console)
    },
  )

  it('Responding to a compromised token: every token dies at once and the app gets a new one', async () => {
    const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
    const console = await open(CONSOLE_VIEWS[0])
    await console.go(`private-integrations/${integrationId}`)
    await console.follow('I think this token leaked')
    await console.says('A token of Test integration leaked')
    await console.inspect('leaked')
    await confirm(console, 'Expire every token and make a new one')
    const fresh = await takeToken(console)
    expect([await callWith(secret), await callWith(fresh)]).toEqual([401, 200])
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

  it('Modifying permissions: what a refused call asked for is ticked, and the token stays the same', async () => {
    const { secret, integrationId } = await server.createIntegration(['locations.readonly'])
    expect(await callWith(secret)).toBe(401)
    const console = await open(CONSOLE_VIEWS[3])
    await console.go(`private-integrations/${integrationId}/edit?add=contacts.readonly`)
    await console.says('The app asked for View contacts. It is ticked below')
    await console.page.getByLabel('View locations').uncheck()
    await console.press('2 changes · Review')
    await console.inspect('edit')
    await console.press('Update')
    await console.says('Permissions updated. The token is the same.')
    expect(await callWith(secret)).toBe(200)
    await console.press('Undo')
    await expect.poll(() => callWith(secret)).toBe(401)
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
    expect(await console.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Half a name')
    expect(await console.page.getByLabel('Requests per day').inputValue()).toBe('77')
    await console.inspect('typed before')
    await console.page.getByRole('button', { name: 'Discard changes' }).first().click()
    expect(await console.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Test integration')
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
    const { secret, integrationId } = await server.createIntegration(['contacts.readonly'])
    await callWith(secret)
    for (const view of [CONSOLE_VIEWS[0], CONSOLE_VIEWS[3]]) {
      const console = await open(view)
      await console.go(`private-integrations/${integrationId}?tab=permissions`)
      await console.says('See contacts with their notes, tasks and tags.')
      await console.inspect('permissions')
      await console.page.getByRole('main').getByRole('link', { name: 'Usage', exact: true }).click()
      await console.says('axios/1.7')
      await console.inspect('usage')
      const current = console.page.getByRole('main').locator('[aria-current]')
      expect(await current.allTextContents()).toEqual(['Usage'])
      await console.page.getByRole('main').getByRole('link', { name: 'Activity', exact: true }).click()
      await console.says(/created Test integration/)
      await console.press('What changed')
      await console.inspect('activity')
      await close(console)
    }
  })
})
