/** A language the console can show. The two last serve the tests of layouts: longer words, and right to left. */
export const LOCALES = ['en', 'en-XA', 'ar-XB'] as const
export type Locale = (typeof LOCALES)[number]

const COOKIE = 'pit_locale'
const YEAR_SECONDS = 31_536_000

/** The language of this page load: `?locale=` decides and is remembered; English where nothing was said. */
export const locale: Locale = chooseLocale()

/** What Intl formats dates and numbers with. The test languages look like English. */
export const formatLocale = 'en'

function chooseLocale(): Locale {
  if (typeof document === 'undefined') return 'en'
  const asked = named(new URLSearchParams(location.search).get('locale'))
  if (asked !== undefined) document.cookie = `${COOKIE}=${asked}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
  return asked ?? named(readCookie(COOKIE)) ?? 'en'
}

/** Puts language and direction on the document, before anything is drawn. */
export function applyLocale(): void {
  document.documentElement.lang = locale
  document.documentElement.dir = locale === 'ar-XB' ? 'rtl' : 'ltr'
}

/** A cookie that scripts may read. */
export function readCookie(name: string): string | undefined {
  const pair = document.cookie.split('; ').find(one => one.startsWith(`${name}=`))
  return pair?.slice(name.length + 1)
}

function named(text: string | null | undefined): Locale | undefined {
  return LOCALES.find(one => one === text)
}
