import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
]

const axeRun = (options: string) => `axe.run(${options}).then(({ violations }) =>
  JSON.stringify(violations.map(({ id, nodes }) => [id, ...nodes.map(node => node.html.slice(0, 160))])))`
/** Of axe's rules the one that another theme can break. */
const COLOURS = `{ runOnly: ['color-contrast'] }`
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

/** A Chromium: CHROMIUM_PATH, an installed one, or the one from npm (Linux on x64). Undefined when there is none. */
export async function findChromium(): Promise<string | undefined> {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) return chosen
  const installed = INSTALLED.find(path => existsSync(path))
  if (installed !== undefined || process.platform !== 'linux' || process.arch !== 'x64') return installed
  // Must stand before the import: only then the package unpacks the libraries that a bare machine lacks.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= `nodejs${process.versions.node.split('.')[0]}.x`
  const packed = await import('@sparticuz/chromium').catch(() => undefined)
  return packed?.default.executablePath()
}

/** Starts the browser. Never with the npm package's own flags: they switch web security off. */
export async function launchBrowser(executablePath: string, flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] })
}

/** A step that has not happened by now will not. */
const STEP_TIMEOUT_MS = 8000

/** How a person sees the pages. */
export interface Viewport {
  width: number
  theme: 'light' | 'dark'
}

/** A window of the browser that keeps what should never happen: errors, CSP violations, sideways scroll, axe findings. */
export interface WatchedWindow {
  context: BrowserContext
  page: Page
  faults: string[]
  /** Looks at the page as it is now. */
  inspect(name: string): Promise<void>
  /** Looks at it again in another size or theme: at what can differ there. */
  inspectAs(name: string, view: Viewport): Promise<void>
}

/**
 * Colours on their way from one theme to the other are neither: axe would judge what nobody gets to see. What is inherited starts on
 * its way when its parent has arrived, so the page is looked at until nothing moves; what turns for ever is not waited for.
 */
const SETTLED = `Promise.race([
  (async () => {
    for (;;) {
      await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
      const moving = document.getAnimations()
        .filter(({ effect, playState }) => playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime))
      if (moving.length === 0) return
      await Promise.allSettled(moving.map(({ finished }) => finished))
    }
  })(),
  new Promise(done => setTimeout(done, 5000)),
])`

/** Opens a window with a watch on it. */
export async function openWindow(browser: Browser, { width, theme }: Viewport): Promise<WatchedWindow> {
  const viewport = { width, height: 860 }
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(STEP_TIMEOUT_MS)
  const faults: string[] = []
  page.on('pageerror', error => faults.push(`script: ${error.message}`))
  // A page that answers 4xx on purpose is reported by the browser too; that is no fault of the page.
  page.on('console', message => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text())
  })
  page.on('dialog', dialog => void dialog.accept())
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const look = async (name: string, options = '') => {
    // By the debugger's own way in: as a script in the page all this would fall to the CSP, as it should.
    const debug = await context.newCDPSession(page)
    const run = async (expression: string) => {
      const { result } = await debug.send('Runtime.evaluate', { expression, awaitPromise: true })
      return result.value as unknown
    }
    if ((await run('typeof axe')) === 'undefined') await run(axe)
    await run(SETTLED)
    const violations = JSON.parse(String(await run(axeRun(options)))) as string[][]
    faults.push(...violations.map(violation => `${name}: axe ${violation.join(' | ')}`))
    const sideways = Number(await run(SIDEWAYS))
    if (sideways > 0) faults.push(`${name}: scrolls sideways by ${sideways} px at ${page.viewportSize()?.width}`)
    await debug.detach()
  }
  return {
    ...{ context, page, faults },
    inspect: look,
    async inspectAs(name, other) {
      await page.setViewportSize({ width: other.width, height: viewport.height })
      await page.emulateMedia({ colorScheme: other.theme })
      // Colours are all that a theme changes; a size changes what is there at all.
      const isSameSize = other.width === width
      await look(`${name} ${other.width} ${other.theme}`, isSameSize ? COLOURS : '')
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme: theme })
    },
  }
}
