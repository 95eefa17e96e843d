import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { SECRET, takeToken } from '../support/token-dialog.ts'

const chromium = await findChromium()

// Named after the headings of the help article that an admin reads; each as an admin may see it: light and dark, wide and on
// a phone.
describe.skipIf(chromium === undefined).each(CONSOLE_VIEWS)('the help article, $width px $theme', view => {
  let browser: Browser
  let server: TestServer
  let console: OpenConsole
  beforeAll(async () => {
    // A browser judges cookies by its own clock.
    server = await startTestServer({ clock: fixedClock(new Date()) })
    browser = await launchBrowser(chromium ?? '')
    console = await openConsole(browser, server, view)
  })
  afterEach(() => {
    expect(console.faults).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const callWith = async (secret: string): Promise<number> => {
    const headers = { authorization: `Bearer ${secret}`, version: '2021-07-28', 'user-agent': 'axios/1.7' }
    const url = `${server.url}/v2/contacts/?locationId=${server.account.locationId}`
    return (await fetch(url, { headers })).status
  }
  const confirm = (button: string) => console.page.getByRole('dialog').getByRole('button', { name: button }).click()
  const overlapEnds = () => console.page.getByText(/^Expires in/).waitFor({ state: 'detached' })
  /** Opens an integration that an app uses. */
  const openUsed = async (scopes = ['contacts.readonly']) => {
    const { secret, integrationId } = await server.createIntegration(scopes)
    await callWith(secret)
    await console.go(`private-integrations/${integrationId}`)
    return { secret, integrationId }
  }

  it('Creating a private integration: name, permissions, a look at it all, the token once, the first request', async () => {
    await console.go('private-integrations')
    await console.follow('Create new integration')
    await console.titled('Create a private integration')
    await console.press('Continue')
    await console.says('Give it a name, such as “Zapier bridge”.')
    expect(await console.page.evaluate('document.activeElement.getAttribute("aria-invalid")')).toBe('true')
    await console.inspect('name missing')
    await console.page.getByLabel('Name', { exact: true }).fill('Warehouse sync')
    await console.press('Continue')
    await console.page.getByLabel('View contacts').check()
    await console.page.getByLabel('View tags').check()
    await console.says(/^2 of \d+ selected/)
    await console.inspect('permissions')
    await console.page.reload()
    await console.says(/^2 of \d+ selected/)
    await console.press('Continue')
    await console.says('Check before you create the token')
    await console.inspect('review')
    await console.press('Create token')
    await console.page.getByRole('alertdialog').waitFor()
    await console.page.keyboard.press('Escape')
    await console.inspect('token')
    const secret = await takeToken(console)
    expect(secret).toMatch(SECRET)
    await console.titled('Warehouse sync')
    expect(await console.page.content()).not.toContain(secret)
    await console.says('Waiting for the first request…')
    expect(await callWith(secret)).toBe(200)
    await console.says(/^The first request has arrived/)
    await console.inspect('first request')
  })

  it('Rotating a token, and cancelling: both work at first; the new one dies, the old one works as before', async () => {
    const { secret } = await openUsed()
    await console.follow('Rotate token')
    await console.says('Keep the old token for a while (recommended)')
    await console.inspect('rotate')
    await confirm('Rotate token')
    const fresh = await takeToken(console)
    await console.says(/^Expires in/)
    await console.says('axios/1.7')
    await console.inspect('overlap')
    expect([await callWith(secret), await callWith(fresh)]).toEqual([200, 200])
    await console.follow('Cancel rotation')
    await console.says(/^The new token is in use already\./)
    await console.inspect('cancel')
    await console.page.getByLabel('Stop the new token all the same').check()
    await confirm('Cancel rotation')
    await overlapEnds()
    expect([await callWith(secret), await callWith(fresh)]).toEqual([200, 401])
  })

  it('Expiring the old token early: it is dead at once, the new one goes on', async () => {
    const { secret } = await openUsed()
    await console.follow('Rotate token')
    await confirm('Rotate token')
    const fresh = await takeToken(console)
    await console.follow('Expire old token now')
    await console.inspect('expire now')
    await confirm('Expire old token')
    await overlapEnds()
    expect([await callWith(secret), await callWith(fresh)]).toEqual([401, 200])
  })

  it('Responding to a compromised token: every token dies at once and the app gets a new one', async () => {
    const { secret } = await openUsed()
    await console.follow('I think this token leaked')
    await console.says('A token of Test integration leaked')
    await console.inspect('leaked')
    await confirm('Expire every token and make a new one')
    const fresh = await takeToken(console)
    expect([await callWith(secret), await callWith(fresh)]).toEqual([401, 200])
  })

  it('Modifying permissions: what a refused call asked for is ticked, the token stays the same, and Undo takes it back', async () => {
    const { secret, integrationId } = await openUsed(['locations.readonly'])
    expect(await callWith(secret)).toBe(401)
    await console.go(`private-integrations/${integrationId}/edit?add=contacts.readonly`)
    await console.says('The app asked for View contacts. It is ticked below')
    await console.page.getByLabel('View locations').uncheck()
    if (view.width < 768) await console.press('2 changes · Review')
    await console.inspect('edit')
    await console.press('Update')
    await console.says('Permissions updated. The token is the same.')
    expect(await callWith(secret)).toBe(200)
    await console.press('Undo')
    await expect.poll(() => callWith(secret), { timeout: 8000 }).toBe(401)
  })

  it('Deleting a private integration: by typing its name, and its token is dead', async () => {
    const { secret } = await openUsed()
    await console.page.getByRole('main').getByRole('link', { name: 'Settings', exact: true }).click()
    await console.says('For the developer')
    await console.inspect('settings')
    await console.follow('Delete')
    await console.page.getByLabel('Type Test integration to confirm').fill('Test integration')
    await console.inspect('delete')
    await console.press('Delete integration')
    await console.titled('Private Integrations')
    expect(await callWith(secret)).toBe(401)
  })

  it('Who can create a private integration: whom it is denied to finds no button, and is told whom to ask', async () => {
    const { user, password } = await addMember(server, 'admin')
    const theirs = await openConsole(browser, server, { ...view, person: { email: user.email, password } })
    const create = theirs.page.getByRole('link', { name: 'Create new integration' })
    await theirs.go('private-integrations')
    await create.first().waitFor()
    await console.go(`users/${user.id}`)
    await console.page.getByLabel(`Create private integrations: For ${user.name}`).selectOption('Deny')
    await console.says('by an exception')
    await console.inspect('exception')
    await theirs.go('private-integrations')
    await theirs.page.locator('[data-row-link]').first().waitFor()
    expect(await create.count()).toBe(0)
    await theirs.go('private-integrations/new')
    await theirs.titled('You have no access to this page')
    await theirs.says('Ask an admin for ‘Create private integrations’.')
    await theirs.inspect('no access')
    await console.press('Undo')
    await console.page.getByText('by an exception').waitFor({ state: 'detached' })
    await theirs.go('private-integrations/new')
    await theirs.titled('Create a private integration')
    expect(theirs.faults).toEqual([])
    await theirs.context.close()
  })

  it('Enabling Private Integrations in Labs: off hides the page, and a token goes on working', async () => {
    const { secret } = await server.createIntegration(['contacts.readonly'])
    await console.go('labs')
    const labsSwitch = console.page.getByRole('switch', { name: /^Private Integrations/ })
    await labsSwitch.click()
    await console.says('Private Integrations is off.')
    expect(await callWith(secret)).toBe(200)
    await console.inspect('labs off')
    await console.go('private-integrations')
    await console.titled('Private Integrations is switched off')
    expect(await console.page.getByRole('navigation').getByText('Private Integrations').count()).toBe(0)
    await console.go('labs')
    await labsSwitch.click()
    await console.says('Private Integrations is on.')
    await console.go('private-integrations')
    await console.titled('Private Integrations')
  })
})
