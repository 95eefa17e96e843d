/**
 * `npm run bench:console`: how soon the list of private integrations is seen, by someone who comes for the first time with
 * a slow machine on a slow line: Chromium with an empty cache, its processor slowed down, its line narrowed. Measured in
 * the page, from the start of the navigation to the frame that shows the first row, whose link works from then on; and to
 * the moment when its scripts have taken the page over, and buttons and keys answer. `--json` prints the figures for
 * machines; `--rounds`, `--integrations`, `--slower`, `--mbit` and `--latency` (ms) change the conditions.
 */
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { measureConsole } from '../scripts/lib/console-size.mjs'
import { CONSOLE_FOLDER } from '../src/http/console/console-build.ts'
import { findChromium, launchBrowser } from '../test/support/browser.ts'
import { createServerProcess, type ServerProcess } from '../test/support/server-process.ts'
import { startThrowAwayDatabase } from '../test/support/throw-away-database.ts'

const { values } = parseArgs({
  args: process.argv.slice(2).filter(argument => argument !== '--'),
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    integrations: { type: 'string', default: '40' },
    slower: { type: 'string', default: '4' },
    mbit: { type: 'string', default: '10' },
    latency: { type: 'string', default: '40' },
  },
})

/** What one visit took, in milliseconds, and brought, in bytes. */
interface Visit {
  rowMs: number
  readyMs: number
  paintMs: number
  bytes: number
}

/** Runs in the page before anything of it: remembers when the first row stands in a frame, and when the page answers. */
const WATCH = `new MutationObserver((_, observer) => {
  if (document.querySelector('[data-row-link]') === null) return
  observer.disconnect()
  requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.firstRowMs = performance.now() }))
}).observe(document, { childList: true, subtree: true })
new MutationObserver(() => { globalThis.readyMs ??= performance.now() })
  .observe(document, { attributeFilter: ['data-ready'], subtree: true })`
const READ = `({
  rowMs: globalThis.firstRowMs,
  readyMs: globalThis.readyMs,
  paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  bytes: ['navigation', 'resource'].flatMap(type => performance.getEntriesByType(type)).reduce((sum, one) => sum + one.transferSize, 0),
})`

const chromium = await findChromium()
if (chromium === undefined) throw new Error('No Chromium found. Set CHROMIUM_PATH, or install Chromium.')
const database = await startThrowAwayDatabase()
const server = await createServerProcess(database, { BOOTSTRAP_ACCOUNT_NAME: 'Bench' })
let browser: Browser | undefined
try {
  await server.start()
  const { cookie, accountId } = await fill(server, Number(values.integrations))
  browser = await launchBrowser(chromium)
  const visits: Visit[] = []
  for (let round = 0; round < Number(values.rounds); round++) visits.push(await visit(browser, { cookie, accountId }))
  print(visits)
} finally {
  await browser?.close()
  await server.stop()
  await database.close()
}

/** Signs in and makes integrations. */
async function fill({ url, admin }: ServerProcess, count: number): Promise<{ cookie: string; accountId: string }> {
  const headers = { 'content-type': 'application/json', origin: url }
  const signedIn = await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify(admin) })
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const me = (await (await fetch(`${url}/api/me`, { headers: { cookie } })).json()) as {
    accounts: { id: string; kind: string }[]
  }
  const accountId = me.accounts.find(({ kind }) => kind === 'location')?.id ?? ''
  for (let number = 1; number <= count; number++) {
    const draft = {
      name: `Integration ${number}`,
      description: 'As an admin would describe it.',
      scopes: ['contacts.readonly'],
    }
    const made = await fetch(`${url}/api/accounts/${accountId}/integrations`, {
      ...{ method: 'POST', headers: { ...headers, cookie } },
      body: JSON.stringify(draft),
    })
    if (made.status !== 201) throw new Error(`${made.status} ${await made.text()}`)
  }
  return { cookie, accountId }
}

/** One first visit, in a window with nothing in its cache. */
async function visit(on: Browser, { cookie, accountId }: { cookie: string; accountId: string }): Promise<Visit> {
  const context = await on.newContext({ viewport: { width: 1280, height: 860 } })
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: server.url }])
  const page = await context.newPage()
  const debug = await context.newCDPSession(page)
  const throughput = (Number(values.mbit) * 1_000_000) / 8
  await debug.send('Network.enable')
  await debug.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: Number(values.latency) },
    ...{ downloadThroughput: throughput, uploadThroughput: throughput },
  })
  await debug.send('Emulation.setCPUThrottlingRate', { rate: Number(values.slower) })
  await page.addInitScript(WATCH)
  await page.goto(`${server.url}/accounts/${accountId}/private-integrations`)
  await page.locator('[data-row-link]').first().waitFor()
  // The page's policy forbids what waits inside of it for a condition.
  let seen = await page.evaluate<Partial<Visit>>(READ)
  while (seen.rowMs === undefined || seen.readyMs === undefined) {
    await sleep(50)
    seen = await page.evaluate<Partial<Visit>>(READ)
  }
  await context.close()
  return seen as Visit
}

function print(visits: readonly Visit[]): void {
  const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
  const rows = visits.map(({ rowMs }) => rowMs)
  const figures = {
    rowMs: median(rows),
    rowMsLeast: Math.min(...rows),
    rowMsMost: Math.max(...rows),
    readyMs: median(visits.map(({ readyMs }) => readyMs)),
    paintMs: median(visits.map(({ paintMs }) => paintMs)),
    kilobytes: median(visits.map(({ bytes }) => bytes)) / 1000,
    size: measureConsole(CONSOLE_FOLDER),
  }
  const machine = { node: process.version, cpu: os.cpus()[0]?.model, cores: os.cpus().length }
  if (values.json) return void process.stdout.write(`${JSON.stringify({ bench: 'console', ...machine, ...figures })}\n`)
  const ms = (time: number) => `${Math.round(time).toLocaleString('en')} ms`
  const lines = [
    `processor slowed down ${values.slower} times, ${values.mbit} Mbit/s, ${values.latency} ms away, nothing in the cache, ${visits.length} visits`,
    `list of ${values.integrations} integrations seen after ${ms(figures.rowMs)} (${ms(figures.rowMsLeast)}–${ms(figures.rowMsMost)}); first paint ${ms(figures.paintMs)}; all of it answers after ${ms(figures.readyMs)}`,
    `brought: ${Math.round(figures.kilobytes)} kB; scripts of the first page ${figures.size?.firstPageJs.toFixed(1)} kB gzipped, styles ${figures.size?.firstPageCss.toFixed(1)} kB`,
    `\n${machine.cores} cores, ${machine.cpu}, Node ${machine.node}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
