import type { Browser, Page } from 'playwright-core'
import { openWindow, type Viewport, type WatchedWindow } from './browser.ts'

/** Who signs in, and where. */
interface ConsoleServer {
  url: string
  account: { id: string }
  admin: { email: string; password: string }
}

/** The views that every page of the console is looked at in. */
export const CONSOLE_VIEWS = [
  { width: 1280, theme: 'light' },
  { width: 1280, theme: 'dark' },
  { width: 390, theme: 'light' },
  { width: 390, theme: 'dark' },
] as const satisfies readonly Viewport[]

/** The console in a browser, with a watch on it (see `openWindow`): `faults` stays empty on a good day. */
export interface OpenConsole extends WatchedWindow {
  /** Goes to a place of the account by its address: `go('users')`, `go('private-integrations?filter=unused')`. */
  go(place: string): Promise<void>
  press(name: string | RegExp): Promise<void>
  follow(name: string | RegExp): Promise<void>
  /** Waits for the page of this title. */
  titled(title: string | RegExp): Promise<void>
  /** Waits for a text to be seen. */
  says(text: string | RegExp): Promise<void>
}

/** Opens a window, signs in by the form and waits for the console's first page. */
export async function openConsole(
  browser: Browser,
  server: ConsoleServer,
  view: Viewport & { person?: { email: string; password: string } },
): Promise<OpenConsole> {
  const window = await openWindow(browser, view)
  const { page } = window
  await signInByForm(page, server, view.person ?? server.admin)
  return {
    ...window,
    async go(place) {
      await page.goto(`${server.url}/accounts/${server.account.id}/${place}`)
      // A dialog that the address opens may stand before it already, and hides it from assistive tools.
      await page.getByRole('heading', { level: 1, includeHidden: true }).waitFor()
      await answers(page)
    },
    press: name => page.getByRole('button', { name, exact: true }).click(),
    follow: name => page.getByRole('link', { name, exact: true }).click(),
    titled: title => page.getByRole('heading', { level: 1, name: title }).waitFor(),
    says: text => page.getByText(text).first().waitFor(),
  }
}

async function signInByForm(
  page: Page,
  { url }: ConsoleServer,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await answers(page)
}

/** The list stands there before its scripts do: whoever ticks a box at once would find it not ticked. */
function answers(page: Page): Promise<void> {
  return page.locator('html[data-ready]').waitFor({ state: 'attached' })
}
