/** Addresses of the console. Each names an account first, so that a link opens in the right one. */
export const accountPath = (accountId: string, place = 'private-integrations') => `/accounts/${accountId}/${place}`

/** The list of private integrations. */
export const integrationsPath = (accountId: string) => accountPath(accountId)

/** One integration, or a page of it: `edit`. */
export function integrationPath(ref: { accountId: string; integrationId: string }, page?: string): string {
  const detail = `${integrationsPath(ref.accountId)}/${ref.integrationId}`
  return page === undefined ? detail : `${detail}/${page}`
}
