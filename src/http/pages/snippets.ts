/** What a snippet needs to run as printed: this server's address, and the account's id on the wire. */
export interface SnippetContext {
  publicUrl: string
  account: { id: string; kind: 'agency' | 'location'; wireId: string }
}

/** The version of API v2.0 that the documents name. */
const VERSION = '2021-07-28'

/** The line for a settings file. */
export function envSnippet(secret: string): string {
  return `REFERINS_TOKEN=${secret}`
}

/** A first call that these scopes allow; every token may ask who it is. */
export function curlSnippet(context: SnippetContext, secret: string, scopes: readonly string[]): string {
  const { wireId, kind } = context.account
  const isLocation = kind === 'location'
  if (isLocation && scopes.includes('contacts.readonly')) {
    return curl(context, secret, `/v2/contacts/?locationId=${wireId}&limit=1`)
  }
  if (isLocation && scopes.includes('locations.readonly')) return curl(context, secret, `/v2/locations/${wireId}`)
  return [`curl ${context.publicUrl}/api/me`, `-H 'Authorization: Bearer ${secret}'`].join(' \\\n  ')
}

/** How to make an integration on the server's machine, without a browser. */
export function cliSnippet({ account }: SnippetContext): string {
  return [
    'npx pit integrations create',
    `--account ${account.id}`,
    "--name 'Zapier bridge'",
    `--scopes ${exampleScope(account.kind)}`,
  ].join(' \\\n  ')
}

/** The same by the management API; the token in it has to be one that may create integrations. */
export function createByApiSnippet({ publicUrl, account }: SnippetContext): string {
  return [
    `curl '${publicUrl}/api/accounts/${account.id}/integrations'`,
    "-H 'Authorization: Bearer pit_…'",
    "-H 'Content-Type: application/json'",
    '-H "Idempotency-Key: $(uuidgen)"',
    `-d '{"name":"Zapier bridge","description":"","scopes":["${exampleScope(account.kind)}"]}'`,
  ].join(' \\\n  ')
}

/** A scope that an account of this kind can grant. */
function exampleScope(kind: 'agency' | 'location'): string {
  return kind === 'location' ? 'contacts.readonly' : 'locations.readonly'
}

function curl(context: SnippetContext, secret: string, path: string): string {
  return [
    `curl '${context.publicUrl}${path}'`,
    `-H 'Authorization: Bearer ${secret}'`,
    `-H 'Version: ${VERSION}'`,
  ].join(' \\\n  ')
}
