/** Addresses of the console that pages and replies lead to. */
export function integrationsPath(accountId: string): string {
  return `/accounts/${encodeURIComponent(accountId)}/private-integrations`
}

/** One integration, or a page of it: `edit`. */
export function integrationPath(integration: { accountId: string; id: string }, page?: string): string {
  const detail = `${integrationsPath(integration.accountId)}/${encodeURIComponent(integration.id)}`
  return page === undefined ? detail : `${detail}/${page}`
}
