import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Contract } from '../../src/contract/contract.ts'
import { ROUTES } from '../../src/http/management/routes.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import { findChromium, launchBrowser, type Viewport } from '../support/browser.ts'
import { type OpenConsole, openConsole } from '../support/console.ts'
import { CONSOLE_PLACES, type ConsoleView, HOSTILE } from '../support/console-places.ts'
import { type DeliveringServer, startDeliveringServer } from '../support/delivering-server.ts'
import { addPasskey, type FullAccount, fillAccount } from '../support/full-account.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

const chromium = await findChromium()

/** How a page is opened, and how it is looked at again. 320 px is the narrowest screen that nothing may be cut off on. */
const WIDE = [
  { width: 1280, theme: 'light' },
  { width: 1280, theme: 'dark' },
] as const
const NARROW = [
  { width: 320, theme: 'dark' },
  { width: 320, theme: 'light' },
] as const

const PAGES = fileURLToPath(new URL('../../console/src/pages/', import.meta.url))
/** What of the pages themselves says which there are, so that a new page or dialog is looked at, too. */
const SOURCES = globSync('**/*.{ts,tsx}', { cwd: PAGES }).map(file => ({
  folder: file.split(path.sep)[0] ?? '',
  isRegistry: file.endsWith('places.ts'),
  text: readFileSync(path.join(PAGES, file), 'utf8'),
}))
const PLACE = /^ {2}path: '([^']+)'/gm
const DIALOG = /\bdialog === '([a-z-]+)'/g

describe('the list of views', () => {
  it('has every page of the registry', () => {
    const places = SOURCES.filter(({ isRegistry }) => isRegistry).flatMap(({ text }) =>
      [...text.matchAll(PLACE)].map(([, place = '']) => place),
    )
    expect(Object.keys(CONSOLE_PLACES).toSorted()).toEqual(places.toSorted())
  })

  it('has every dialog that an address opens', () => {
    const opened = SOURCES.flatMap(({ folder, text }) =>
      [...text.matchAll(DIALOG)].map(([, name = '']) => `${folder} ${name}`),
    )
    const looked = Object.entries(CONSOLE_PLACES).flatMap(([place, views]) =>
      views.flatMap(({ query }) => {
        const name = /[?&]dialog=([a-z-]+)/.exec(query)?.[1]
        return name === undefined ? [] : [`${place.split('/')[0]} ${name}`]
      }),
    )
    expect(opened.length).toBeGreaterThan(20)
    expect([...new Set(opened)].filter(one => !looked.includes(one))).toEqual([])
  })
})

describe('the names that are scripts', () => {
  it('S32: stand in every field of the management API that takes whatever text', () => {
    const fields = ROUTES.flatMap(({ handler: { contract } }) => freeTextsOf((contract as Contract).body, contract.id))
    expect(fields.length).toBeGreaterThan(20)
    expect(fields.filter(field => !FILLED.test(field) && !JUDGED.test(field))).toEqual([])
  })
})

/** What `fillAccount` and `addPasskey` fill; an edit changes what was made. */
const FILLED =
  /^(create|edit)(Integration|WebhookEndpoint)\.(name|description)$|^(createApiKey|(create|change)Role|addLocation|(add|rename)Passkey)\.name$/
/** What a rule lets through or not, and what is never shown again. */
const JUDGED =
  /\.(email|cursor|password|currentPassword|newPassword|code|scopes\[\]|allowedIps\[\]|event|timezone|transports\[\]|response\.transports\[\])$/

interface Schema {
  type?: string
  enum?: unknown
  const?: unknown
  pattern?: string
  format?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}

/** The strings of a body that no pattern, format or list narrows, by their paths. */
function freeTextsOf(schema: Schema | undefined, at: string): string[] {
  if (schema === undefined) return []
  const isFree = [schema.enum, schema.const, schema.pattern, schema.format].every(rule => rule === undefined)
  return [
    ...(schema.type === 'string' && isFree ? [at] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => freeTextsOf(one, `${at}.${name}`)),
    ...(schema.items === undefined ? [] : freeTextsOf(schema.items, `${at}[]`)),
    ...(schema.anyOf ?? []).flatMap(one => freeTextsOf(one, at)),
  ]
}

describe.skipIf(chromium === undefined)('every page of the console, filled with names that are scripts', () => {
  let browser: Browser
  let delivering: DeliveringServer
  let receiver: Receiver
  let ids: FullAccount & { agencyId: string }
  const windows: OpenConsole[] = []
  beforeAll(async () => {
    delivering = await startDeliveringServer({ clock: fixedClock(new Date()), accountName: HOSTILE.slice(0, 60) })
    receiver = await startReceiver()
    ids = { ...(await fillAccount(delivering, { name: HOSTILE, receiver })), agencyId: delivering.server.agency.id }
    browser = await launchBrowser(chromium ?? '')
    for (const [first] of [WIDE, NARROW]) windows.push(await openConsole(browser, delivering.server, first))
    await addPasskey(delivering.server, HOSTILE)
  })
  afterAll(async () => {
    await browser?.close()
    await receiver?.stop()
    await delivering?.stop()
  })

  const addressOf = (place: string, { query }: ConsoleView) =>
    `${place.replace('$userId', ids.memberId)}${query}`.replaceAll(
      /[$:](\w+Id)\b/g,
      (_, name: keyof typeof ids) => ids[name],
    )

  it.each([WIDE, NARROW].map(([first, again], index) => ({ ...first, again, index })))(
    'S32: $width px: shows them as text, runs none, breaks no policy, and axe finds nothing, in light and dark',
    { timeout: 400_000 },
    async ({ again, index }) => {
      const console = windows[index] as OpenConsole
      console.page.on('dialog', dialog => console.faults.push(`a script spoke: ${dialog.message()}`))
      for (const [place, views] of Object.entries(CONSOLE_PLACES)) {
        for (const view of views) await lookAt(console, addressOf(place, view), { view, again })
      }
      expect(console.faults).toEqual([])
      await console.context.close()
    },
  )

  async function lookAt(
    console: OpenConsole,
    address: string,
    { view, again }: { view: ConsoleView; again: Viewport },
  ): Promise<void> {
    await console.go(address)
    const { page } = console
    const sign = view.says === undefined ? page.locator('[role=dialog], [role=alertdialog]') : page.getByText(view.says)
    await sign
      .first()
      .waitFor({ state: 'attached' })
      .catch(() => console.faults.push(`${address} does not show ${String(view.says ?? 'a dialog')}`))
    await console.inspect(address)
    await console.inspectAs(address, again)
    if ((await page.locator('img[src="x"], a[href^="javascript:"]').count()) > 0)
      console.faults.push(`${address}: markup`)
  }
})
