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
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

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

  it('Sign out and in again: a wrong password keeps the address and asks for the password', async () => {
    await page.getByRole('button', { name: /^Your menu/ }).click()
    await window.inspect('menu')
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await heading('Sign in')
    await window.inspect('sign-in')
    await page.getByLabel('Email').fill('maya@example.com')
    await page.getByLabel('Password').fill('not my password')
    await press('Sign in')
    await page.getByText('The email or the password is not right.').waitFor()
    await expect.poll(() => page.getByLabel('Email').inputValue()).toBe('maya@example.com')
    expect(await page.evaluate('document.activeElement.name')).toBe('password')
    await window.inspect('wrong password')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await heading('Private Integrations')
  })

  it('S32: on all these pages nothing broke the CSP, axe found nothing and nothing scrolled sideways', () => {
    expect(window.faults).toEqual([])
  })
})
