import { createStore } from '../api/store.ts'

/** `system` follows the machine. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const COOKIE = 'pit_theme'
const YEAR_SECONDS = 31_536_000

const store = createStore<Theme>(givenTheme())

/** The theme of this browser. The server has put it on the document, from the cookie that `chooseTheme` writes. */
export const useTheme = (): Theme => store.use()

/** What is drawn is drawn in this theme. */
export const setTheme = (theme: Theme): void => store.set(theme)

/** Changes the theme here and for later visits. */
export function chooseTheme(theme: Theme): void {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  const secure = location.protocol === 'https:' ? '; secure' : ''
  const age = theme === 'system' ? 0 : YEAR_SECONDS
  document.cookie = `${COOKIE}=${theme}; path=/; max-age=${age}; samesite=lax${secure}`
  store.set(theme)
}

function givenTheme(): Theme {
  const given = typeof document === 'undefined' ? undefined : document.documentElement.dataset.theme
  return THEMES.find(theme => theme === given) ?? 'system'
}
