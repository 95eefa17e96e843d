import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInvite } from '../../src/actions/invites.ts'
import { listMembers } from '../../src/actions/members.ts'
import { type SetUp, setUp } from '../../src/actions/setup.ts'
import { linkTo } from '../../src/domain/links.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { totpCode } from '../../src/lib/totp.ts'
import { findChromium, launchBrowser, openWindow, type WatchedWindow } from '../support/browser.ts'
import { type FreshServer, startFreshServer } from '../support/fresh-server.ts'
import { OPERATOR } from '../support/integration.ts'

const chromium = await findChromium()
if (chromium === undefined) console.warn('journeys skipped: no Chromium found. Set CHROMIUM_PATH, or install Chromium.')

const EMAIL = 'maya@example.com'
/** A page of our own that needs a session and no bundle. */
const LANDING = '/confirm-identity'

describe.skipIf(chromium === undefined)('signing in', () => {
  const password = `${randomBase62(10)} ${randomBase62(10)}`
  let browser: Browser
  let server: FreshServer
  let made: SetUp
  let window: WatchedWindow
  let page: Page
  let seed: string

  beforeAll(async () => {
    // Browsers give passkeys to localhost, and to no bare address.
    server = await startFreshServer('localhost')
    const admin = { email: EMAIL, password, name: 'Maya Petrova', accountName: 'Acme Dental' }
    made = await setUp(server.app.deps, { ...admin, sampleData: false, origin: {} })
    browser = await launchBrowser(chromium ?? '')
    window = await openWindow(browser, { width: 390, theme: 'dark' })
    page = window.page
  })
  afterAll(async () => {
    expect(window?.faults).toEqual([])
    await browser?.close()
    await server?.stop()
  })

  /** A device's own authenticator. Looking at a page by the debugger takes it away again: no inspection until it has served. */
  async function addAuthenticator(): Promise<void> {
    const debug = await window.context.newCDPSession(page)
    await debug.send('WebAuthn.enable', { enableUI: false })
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true } as const
    const consent = { hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }
    await debug.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, ...consent } })
    await page.bringToFront()
  }

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const landed = () => page.getByText('You are signed in as').waitFor()
  const openSignIn = async () => {
    const { context } = window
    await context.clearCookies()
    await page.goto(`${server.url}/sign-in?next=${LANDING}`)
  }
  const typePassword = async () => {
    await page.getByLabel('Email').fill(EMAIL)
    await page.getByLabel('Password').fill(password)
    await press('Sign in')
  }

  it('with the password alone, and an authenticator app and a passkey are added', async () => {
    await openSignIn()
    await window.inspect('sign-in')
    await typePassword()
    await landed()
    await window.inspect('confirm identity')
    await addAuthenticator()
    seed = await page.evaluate(addFactors).then(text => (JSON.parse(text) as { secret: string }).secret)
    const code = totpCode(seed, server.clock.now())
    const confirmed = await page.evaluate(postJson, { path: '/api/me/totp/confirm', body: { code } })
    expect(confirmed).toBe(200)
  })

  it('S36: with the passkey alone, as the second step, and to confirm who one is', async () => {
    await openSignIn()
    await press('Sign in with a passkey')
    await landed()
    await openSignIn()
    await typePassword()
    await press('Use your passkey')
    await landed()
    await press('Use your passkey')
    await page.waitForURL(url => url.pathname !== LANDING)
  })

  it('S36: with a code of the app in a second step', async () => {
    server.clock.advance('30 seconds')
    await openSignIn()
    await typePassword()
    await page.getByRole('heading', { level: 1, name: 'Confirm it is you' }).waitFor()
    await window.inspect('second step')
    await page.getByLabel('Code', { exact: true }).fill('000000')
    await press('Sign in')
    await page.getByRole('alert').filter({ hasText: 'Try the next code' }).waitFor()
    await page.getByLabel('Code', { exact: true }).fill(totpCode(seed, server.clock.now()))
    await press('Sign in')
    await landed()
  })

  it('S39: by the link of an invite, for someone new', async () => {
    const draft = { accountId: made.location.id, email: 'jon@example.com', role: 'viewer' as const }
    const { secret } = await createInvite(server.app.deps, OPERATOR, draft)
    await window.context.clearCookies()
    await page.goto(linkTo('invite', new URL(server.url), secret))
    expect(page.url()).toBe(`${server.url}/invite`)
    await window.inspect('invite')
    await page.getByLabel('Your name').fill('Jon Doe')
    await page.getByLabel('Password').fill(`${randomBase62(10)} ${randomBase62(10)}`)
    await press('Join')
    await page.waitForURL(url => url.pathname !== '/invite')
    const members = await listMembers(server.app.deps, OPERATOR, { accountId: made.location.id })
    expect(members.map(({ user, membership }) => [user.name, membership.role])).toContainEqual(['Jon Doe', 'viewer'])
  })
})

/** Runs in the page: starts an authenticator app and registers a passkey, as the console does. */
async function addFactors(): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const post = async (path: string, body: object) => {
    const reply = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: reply.status, body: (await reply.json()) as { options?: object } }
  }
  const { body } = await post('/api/me/passkeys/options', {})
  // oxlint-disable-next-line typescript/no-explicit-any -- names that this repository's types of Node do not have
  const browser = globalThis as any
  const publicKey = browser.PublicKeyCredential.parseCreationOptionsFromJSON(body.options)
  const created = (await browser.navigator.credentials.create({ publicKey })).toJSON()
  const { clientDataJSON, attestationObject, transports } = created.response
  const passkey = {
    ...{ id: created.id, rawId: created.rawId, type: created.type, clientExtensionResults: {} },
    response: { clientDataJSON, attestationObject, transports },
  }
  const added = await post('/api/me/passkeys', { name: 'Laptop', passkey })
  if (added.status !== 201) throw new Error(JSON.stringify(added.body))
  return JSON.stringify((await post('/api/me/totp', {})).body)
}

/** Runs in the page. */
async function postJson({ path, body }: { path: string; body: object }): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  return (await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })).status
}
