const COOKIE = 'pit_account'
const YEAR_SECONDS = 31_536_000

/** Tells the server which account `/` leads to in this browser: the one that was open last. */
export function rememberAccount(accountId: string): void {
  const secure = location.protocol === 'https:' ? '; secure' : ''
  document.cookie = `${COOKIE}=${accountId}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`
}
