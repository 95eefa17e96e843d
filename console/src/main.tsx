import { createRoot, hydrateRoot } from 'react-dom/client'
import type { FirstView } from '../../src/contract/first-view.ts'
import { App } from './App.tsx'
import { watchConnection } from './api/connection.ts'
import { quietly } from './api/query-client.ts'
import { accountOf, takeFirstView } from './first-view.ts'
import { isReady } from './frame/ready.ts'
import { applyLocale } from './i18n/locale.ts'
import { createConsoleRouter } from './router.tsx'
import { nowMs, setClock } from './ui/clock.ts'
import { watchShortcuts } from './ui/shortcuts.ts'

/** Draws the page; or takes over what the server has drawn, and is done when all of it answers. */
export async function start(): Promise<void> {
  applyLocale()
  watchConnection()
  watchShortcuts()
  prepareDialogs()
  const view = readBrought()
  takeFirstView(accountOf(location.pathname), view)
  const place = document.getElementById('root')
  if (place === null) throw new Error('The page has no place for the console.')
  if (place.hasChildNodes()) await takeOver(place, view)
  else createRoot(place).render(<App router={createConsoleRouter()} />)
}

async function takeOver(place: HTMLElement, { readAtMs }: FirstView): Promise<void> {
  const router = createConsoleRouter()
  // It nests as it did on the server; and with the code of the page at hand nothing that is there has to wait or go.
  router.ssr = { manifest: undefined }
  await router.load()
  setClock(readAtMs)
  hydrateRoot(place, <App router={router} />)
  await isReady
  setClock(nowMs())
}

function readBrought(): FirstView {
  return JSON.parse(document.getElementById('first-view')?.textContent ?? '') as FirstView
}

/** The first dialog should open at once; until then its code is nobody's business. */
function prepareDialogs(): void {
  const prepare = () => setTimeout(() => quietly(import('./ui/Dialog.tsx')), 2000)
  if (document.readyState === 'complete') prepare()
  else addEventListener('load', prepare, { once: true })
}
