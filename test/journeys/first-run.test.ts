import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomBase62 } from '../../src/lib/ids.ts'
import { findChromium, launchBrowser, openWindow, type WatchedWindow } from '../support/browser.ts'
import { type FreshServer, startFreshServer } from '../support/fresh-server.ts'

const chromium = await findChromium()
if (chromium === undefined) console.warn('journeys skipped: no Chromium found. Set CHROMIUM_PATH, or install Chromium.')

const VIEWS = [
  { width: 1280, theme: 'light' },
  { width: 390, theme: 'dark' },
] as const

describe.skipIf(chromium === undefined).each(VIEWS)('from the printed link, $width px $theme', view => {
  const password = `${randomBase62(10)} ${randomBase62(10)}`
  let browser: Browser
  let server: FreshServer
  let window: WatchedWindow
  let page: Page
  const secrets: string[] = []

  beforeAll(async () => {
    server = await startFreshServer('localhost')
    browser = await launchBrowser(chromium ?? '')
    window = await openWindow(browser, view)
    page = window.page
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const follow = (name: string) => page.getByRole('link', { name, exact: true }).click()
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
  const accountUrl = () => page.url().replace(/\/private-integrations.*/, '/private-integrations')

  /** Reads the token off the page that shows it once, and leaves that page. */
  async function saveToken(): Promise<string> {
    await heading('Copy your token now')
    await window.inspect('token')
    const secret = await page.getByLabel('Token', { exact: true }).inputValue()
    secrets.push(secret)
    await page.getByLabel('I’ve saved this token in a safe place').check()
    await press('Done')
    return secret
  }

  /** What a third-party app gets with a token. */
  async function call(secret: string): Promise<number> {
    const headers = { authorization: `Bearer ${secret}`, version: '2021-07-28' }
    return (await fetch(`${server.url}/v2/contacts/?locationId=${await locationId(secret)}`, { headers })).status
  }

  async function locationId(secret: string): Promise<string> {
    const me = await fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${secret}` } })
    if (me.status !== 200) return 'none'
    return ((await me.json()) as { account: { locationId: string } }).account.locationId
  }

  it('Set up: a wrong answer is said beside its field, a right one makes the first admin', async () => {
    await page.goto(server.setupLink)
    expect(page.url()).toBe(`${server.url}/setup`)
    await heading('Set up Referins')
    await window.inspect('set-up')
    await page.getByLabel('Your name').fill('Maya Petrova')
    await page.getByLabel('Email').fill('maya@example')
    await page.getByLabel('Password').fill(password)
    await page.getByLabel('Account name').fill('Acme Dental')
    await press('Create account')
    await page.getByText('Email must be an e-mail address').waitFor()
    expect(await page.evaluate('document.activeElement.name')).toBe('email')
    await window.inspect('set-up with a fault')
    await page.keyboard.type('.com')
    await page.getByLabel('Email').fill('maya@example.com')
    await page.getByLabel('Password').fill(password)
    await press('Create account')
    await heading('Private Integrations')
    await page.getByText('No private integrations yet').waitFor()
    await window.inspect('empty list')
  })

  it('Create a private integration: the token is shown once and opens API v2.0', async () => {
    await page.getByRole('link', { name: 'Create new integration' }).click()
    await heading('Create a private integration')
    await window.inspect('create')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Zapier bridge')
    await page.getByLabel('View contacts', { exact: true }).check()
    await page.getByText('1 of 24 selected').waitFor()
    await press('Create integration')
    const secret = await saveToken()
    expect(await call(secret)).toBe(200)
    await heading('Zapier bridge')
    await page.reload()
    await page.getByText('Last used just now').waitFor()
    await window.inspect('detail')
    await page.goto(accountUrl())
    await page.getByText('Healthy').waitFor()
    await window.inspect('list')
  })

  it('Rotate: the old and the new token both work', async () => {
    await page.getByRole('link', { name: 'Zapier bridge' }).click()
    await follow('Rotate token')
    await window.inspect('rotate')
    await press('Rotate token')
    await saveToken()
    const [old = '', fresh = ''] = secrets
    expect([await call(old), await call(fresh)]).toEqual([200, 200])
    await page.reload()
    await page.getByText('Old, still works').waitFor()
    await page.getByText('Expires in 7 d').waitFor()
    await window.inspect('rotating')
  })

  it('Cancel a rotation: says which token dies and by whom it is used', async () => {
    await follow('Cancel rotation')
    await page.getByText('The new token is in use already').waitFor()
    await window.inspect('cancel')
    await follow('Keep it as it is')
    await heading('Zapier bridge')
  })

  it('Expire a token early: the old one is refused on the next request', async () => {
    await follow('Expire old token now')
    await page.getByText('Still in use:').waitFor()
    await window.inspect('expire')
    await press('Expire old token')
    await page.getByText('The old token has stopped working.').waitFor()
    const [old = '', fresh = ''] = secrets
    expect([await call(old), await call(fresh)]).toEqual([401, 200])
  })

  it('If a token is compromised: rotate now, and only the new one works', async () => {
    await follow('Rotate token')
    await page.getByLabel('Expire the old token now').check()
    await page.getByText('In use: last call').waitFor()
    await window.inspect('rotate now')
    await press('Rotate and expire old token')
    await saveToken()
    const [, leaked = '', fresh = ''] = secrets
    expect([await call(leaked), await call(fresh)]).toEqual([401, 200])
  })

  it('Change name, description and permissions without a new token', async () => {
    await follow('Edit')
    await window.inspect('edit')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Zapier bridge, renamed')
    await page.getByLabel('View tags', { exact: true }).check()
    await press('Save changes')
    await page.getByText('Changes saved. The token stays the same.').waitFor()
    await heading('Zapier bridge, renamed')
    expect(await call(secrets.at(-1) ?? '')).toBe(200)
  })

  it('Delete an integration: by typing its name, and its token is dead', async () => {
    await follow('Delete')
    await window.inspect('delete')
    await page.getByLabel('Type “Zapier bridge, renamed” to delete it').fill('Zapier bridge, renamed')
    await press('Delete integration')
    await page.getByText('The integration was deleted.').waitFor()
    expect(await call(secrets.at(-1) ?? '')).toBe(401)
  })

  it('Sign out and in again: a wrong password keeps the address and asks for the password', async () => {
    await page.locator('.menu.user summary').click()
    await window.inspect('menu')
    await press('Sign out')
    await heading('Sign in')
    await window.inspect('sign-in')
    await page.getByLabel('Email').fill('maya@example.com')
    await page.getByLabel('Password').fill('not my password')
    await press('Sign in')
    await page.getByText('The email or the password is not right.').waitFor()
    expect(await page.getByLabel('Email').inputValue()).toBe('maya@example.com')
    expect(await page.evaluate('document.activeElement.name')).toBe('password')
    await window.inspect('wrong password')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await heading('Private Integrations')
  })

  it('S32: on all these pages nothing broke the CSP, axe found nothing and nothing scrolled sideways', () => {
    expect(window.faults).toEqual([])
  })

  it('S14: no token stands in an address of the history, a cookie, a storage or the log', async () => {
    const kept = [
      JSON.stringify(await window.context.storageState()),
      await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])'),
      server.logText(),
    ].join()
    expect(secrets).toHaveLength(3)
    for (const secret of secrets) expect(kept).not.toContain(secret)
  })
})
