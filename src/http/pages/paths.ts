/** The addresses of the pages about private integrations. The console takes over the same ones. */
export function integrationsPath(accountId: string): string {
  return `/accounts/${encodeURIComponent(accountId)}/private-integrations`
}

/** A page about one integration: its detail, or one of its forms (`rotate`, `edit`, …). */
export function integrationPath(integration: { accountId: string; id: string }, page?: string): string {
  const detail = `${integrationsPath(integration.accountId)}/${encodeURIComponent(integration.id)}`
  return page === undefined ? detail : `${detail}/${page}`
}
