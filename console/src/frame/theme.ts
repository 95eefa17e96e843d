import { createStore } from '../api/store.ts'

/** `system` follows the machine. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const COOKIE = 'pit_theme'
const YEAR_SECONDS = 31_536_000

const given = document.documentElement.dataset.theme
const store = createStore<Theme>(THEMES.find(theme => theme === given) ?? 'system')

/** The theme of this browser. The server has put it on the document, from the cookie that `chooseTheme` writes. */
export const useTheme = (): Theme => store.use()

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
