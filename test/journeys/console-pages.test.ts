import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser } from '../support/browser.ts'
import { CONSOLE_VIEWS, type OpenConsole, openConsole } from '../support/console.ts'
import { addPasskey, type FullAccount, fillAccount } from '../support/full-account.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const chromium = await findChromium()
const HOSTILE = 'javascript:alert(1)"><img src=x onerror=alert(1)>'

/** The narrowest screen that nothing may be cut off on. */
const VIEWS = [CONSOLE_VIEWS[0], { width: 320, theme: 'dark' }] as const

/** Where to look, and a text that shows that the page has its data. */
const PLACES: readonly [place: string, says: string | RegExp][] = [
  ['company', 'Base URL of API v2.0'],
  ['users', /^Open invites$/],
  ['users/:userId', /^What can /],
  ['users?dialog=invite', 'Make link'],
  ['roles', HOSTILE.slice(0, 60)],
  ['roles?dialog=create', 'Save role'],
  ['policies', 'Rotate tokens every'],
  ['private-integrations', HOSTILE],
  ['private-integrations/:integrationId', HOSTILE],
  ['private-integrations/:integrationId?tab=usage', HOSTILE],
  ['private-integrations/:integrationId?tab=activity', /created/],
  ['private-integrations/:integrationId?tab=settings', 'For the developer'],
  ['private-integrations/:integrationId/edit', 'Nothing is changed yet.'],
  ['api-keys', HOSTILE],
  ['api-keys?dialog=create', 'The software that gets it.'],
  ['webhooks', HOSTILE],
  ['webhooks?dialog=create', 'Which events?'],
  ['webhooks/:endpointId', HOSTILE],
  ['webhooks/:endpointId?dialog=edit', 'Save'],
  ['labs', 'Features that this account'],
  ['usage', HOSTILE],
  ['usage?by=scope', 'Refused for want of a permission'],
  ['usage?tab=log', HOSTILE],
  ['audit', /^created/],
  ['notifications', 'Rotation is due'],
  ['notifications?tab=preferences', 'Calendar of due dates'],
  ['events', 'ContactCreate'],
  ['security', HOSTILE.slice(0, 60)],
]

describe.skipIf(chromium === undefined)('every page of the console', () => {
  let browser: Browser
  let server: TestServer
  let ids: FullAccount
  const windows = new Map<(typeof VIEWS)[number], OpenConsole>()
  beforeAll(async () => {
    server = await startTestServer({ clock: fixedClock(new Date()), accountName: HOSTILE.slice(0, 60) })
    ids = await fillAccount(server, HOSTILE)
    browser = await launchBrowser(chromium ?? '')
    for (const view of VIEWS) windows.set(view, await openConsole(browser, server, view))
    await addPasskey(server, HOSTILE)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const addressOf = (place: string) =>
    place
      .replace(':userId', server.admin.userId)
      .replace(':integrationId', ids.integrationId)
      .replace(':endpointId', ids.endpointId)

  it.each(VIEWS)(
    'S32: shows names that are scripts as text, and stands, $width px $theme',
    { timeout: 60_000 },
    async view => {
      const console = windows.get(view) as OpenConsole
      console.page.on('dialog', dialog => console.faults.push(`a script spoke: ${dialog.message()}`))
      for (const [place, says] of PLACES) {
        await console.go(addressOf(place))
        await console.page.getByText(says).first().waitFor({ state: 'attached' })
        await console.inspect(place)
      }
      expect(await console.page.locator('img[src="x"], a[href^="javascript:"]').count()).toBe(0)
      expect(console.faults).toEqual([])
      await console.context.close()
    },
  )
})
