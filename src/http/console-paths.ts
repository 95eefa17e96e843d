import type { Principal } from '../domain/principal.ts'
import { integrationPath } from './pages/paths.ts'

/** Where an admin grants further scopes to the same token: the integration's edit page with them ticked. */
export function grantUrl(publicUrl: URL, principal: Principal, scopes: readonly string[]): string {
  const { accountId, integrationId } = principal
  const url = new URL(integrationPath({ accountId, id: integrationId }, 'edit'), publicUrl)
  for (const scope of scopes) url.searchParams.append('add', scope)
  return url.href
}

/** Where an account's legacy API keys are listed and moved to private integrations; the console's start for strangers. */
export function apiKeysUrl(publicUrl: URL, accountId?: string): string {
  return new URL(accountId === undefined ? '/' : `/accounts/${encodeURIComponent(accountId)}/api-keys`, publicUrl).href
}
