/** The pages that single-use links lead to. */
const PAGES = { invite: '/invite', passwordReset: '/reset-password', emailChange: '/confirm-email' } as const

/** The address that a person is handed. Opening it uses nothing up; its page takes the secret out of the address at once. */
export function linkTo(page: keyof typeof PAGES, publicUrl: URL, secret: string): string {
  const url = new URL(PAGES[page], publicUrl)
  url.searchParams.set('code', secret)
  return url.href
}
