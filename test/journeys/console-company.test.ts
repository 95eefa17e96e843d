import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const chromium = await findChromium()
const CSV = 'First Name,Email,Shoe size\nAda,ada@example.com,38\nBo,not an address,40\nCy,cy@example.com,42\n'

describe.skipIf(chromium === undefined)('the company page of the console', () => {
  let browser: Browser
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ clock: fixedClock(new Date()) })
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
  const choose = (console: OpenConsole, name: string, text: string) =>
    console.page.getByLabel('CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

  it.each([CONSOLE_VIEWS[0], CONSOLE_VIEWS[3]])(
    'checks a file of contacts first, imports it, and hands out the faulty rows: $width px $theme',
    async view => {
      const console = await openConsole(browser, server, view)
      await console.go('company')
      await console.says(server.account.locationId)
      await console.press('Check file')
      await console.says('Choose a CSV file.')
      expect(await console.page.evaluate('document.activeElement.type')).toBe('file')
      await choose(console, `people-${view.width}.csv`, CSV.replaceAll('example.com', `${view.width}.example.com`))
      await console.press('Check file')
      await console.page.getByLabel('Column “Shoe size”').selectOption('Leave it out')
      await console.inspect('columns')
      await console.press('Check file')
      await console.says(`Check of people-${view.width}.csv`)
      await console.page.getByText('3 of 3 rows').waitFor()
      await console.says('Would be new')
      await console.inspect('checked')
      await console.press('Import for real')
      await console.says(`Import of people-${view.width}.csv`)
      await console.page.getByText('3 of 3 rows').waitFor()
      await console.page.getByText('Columns', { exact: true }).click()
      await console.says('left out')
      await console.inspect('imported')
      const [download] = await Promise.all([
        console.page.waitForEvent('download'),
        console.follow('Download faulty rows'),
      ])
      expect(await readFile(await download.path(), 'utf8')).toContain('not an address')

      await console.page.getByLabel('Only check the file').uncheck()
      await console.press('Import contacts')
      await console.says(/^This file was taken in before/)
      await console.inspect('taken in before')
      const earlier = console.page.getByRole('row').filter({ hasText: `people-${view.width}.csv` })
      await earlier.filter({ hasText: 'Check' }).getByRole('button').click()
      await console.says(`Check of people-${view.width}.csv`)
      await close(console)
    },
  )

  it('says beside the field why a file is none', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[0])
    await console.go('company')
    await choose(console, 'empty.csv', '')
    await console.press('Check file')
    await console.page.locator('input[type=file][aria-invalid="true"]').waitFor()
    await console.inspect('no file')
    await close(console)
  })

  it('adds a location to an agency, and leads there', async () => {
    const console = await openConsole(browser, server, CONSOLE_VIEWS[3])
    await console.page.goto(`${server.url}/accounts/${server.agency.id}/company`)
    await console.says(server.agency.companyId)
    await console.press('Add location')
    const dialog = console.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add location' }).click()
    await console.says('Give the location a name.')
    await dialog.getByLabel('Name').fill('Second Street')
    await dialog.getByLabel('Time zone').selectOption('Europe/Berlin')
    await console.inspect('add location')
    await dialog.getByRole('button', { name: 'Add location' }).click()
    await console.says('The location Second Street is there.')
    await console.inspect('locations')
    await console.follow('Second Street')
    await console.says('Import contacts')
    await close(console)
  })

  it('shows nothing to import to whom it is not allowed', async () => {
    const { user, password } = await addMember(server, 'viewer')
    const console = await openConsole(browser, server, {
      ...CONSOLE_VIEWS[0],
      person: { email: user.email, password },
    })
    await console.go('company')
    await console.says(server.account.locationId)
    expect(await console.page.getByText('Import contacts').count()).toBe(0)
    await close(console)
  })
})
