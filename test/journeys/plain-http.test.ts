import { describe, expect, it } from 'vitest'
import { randomBase62 } from '../../src/lib/ids.ts'
import { findChromium, launchBrowser, openWindow } from '../support/browser.ts'
import { startFreshServer } from '../support/fresh-server.ts'

const chromium = await findChromium()

/** Any name but localhost: a browser then sends no Sec-Fetch headers over http, and hides Origin under no-referrer. */
const HOST = 'pit.test'

describe.skipIf(chromium === undefined)('over plain http in a local network', () => {
  it('Set up and sign out and in: forms are still told from foreign ones', async () => {
    const server = await startFreshServer(HOST)
    const browser = await launchBrowser(chromium ?? '', [`--host-resolver-rules=MAP ${HOST} 127.0.0.1`])
    const { page, faults } = await openWindow(browser, { width: 1280, theme: 'light' })
    const password = `${randomBase62(10)} ${randomBase62(10)}`
    await page.goto(server.setupLink)
    await page.getByLabel('Your name').fill('Maya Petrova')
    await page.getByLabel('Email').fill('maya@example.com')
    await page.getByLabel('Password').fill(password)
    await page.getByLabel('Account name').fill('Acme Dental')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('No private integrations yet').waitFor()
    // Faster than anybody: the list is seen before its first script has run.
    await page.locator('html[data-ready]').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: /^Your menu/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    await page.getByLabel('Email').fill('maya@example.com')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('No private integrations yet').waitFor()

    const foreign = `<form method="post" action="${server.url}/sign-out"><button>Win a prize</button></form>`
    await page.goto(`data:text/html,${encodeURIComponent(foreign)}`)
    await page.getByRole('button', { name: 'Win a prize' }).click()
    await page.getByText('The form was not accepted').waitFor()
    await page.goto(server.url)
    await page.getByText('No private integrations yet').waitFor()
    expect(faults.filter(fault => !fault.includes('Cross-Origin-Opener-Policy'))).toEqual([])
    await browser.close()
    await server.stop()
  })
})
