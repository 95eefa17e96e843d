import { createMemoryHistory } from '@tanstack/react-router'
import { renderToString } from 'react-dom/server'
import type { FirstView } from '../../src/contract/first-view.ts'
import { App } from './App.tsx'
import { queryClient } from './api/query-client.ts'
import { accountOf, takeFirstView } from './first-view.ts'
import { setTheme, type Theme } from './frame/theme.ts'
import { createConsoleRouter } from './router.tsx'
import { setClock } from './ui/clock.ts'

/** What the server draws of. */
interface DrawInput {
  /** Path and query, as the browser asked for them. */
  url: string
  theme: Theme
  view: FirstView
}

/**
 * Draws the console as markup; the server calls it, the browser takes the result over (main.tsx). One person's data must
 * never be drawn for another: it is in the cache only between `takeFirstView` and `clear`, and nothing waits in between.
 */
export async function draw({ url, theme, view }: DrawInput): Promise<string> {
  const history = createMemoryHistory({ initialEntries: [url] })
  const router = createConsoleRouter({ history, origin: 'http://console.invalid' })
  await router.load()
  try {
    takeFirstView(accountOf(url), view)
    setTheme(theme)
    setClock(view.readAtMs)
    return renderToString(<App router={router} />)
  } finally {
    queryClient.clear()
  }
}
