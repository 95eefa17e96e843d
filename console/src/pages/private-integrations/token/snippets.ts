/** What a snippet needs to run as printed. */
export interface SnippetContext {
  /** This server's address, as the browser knows it. */
  origin: string
  locationId: string | null
  secret: string
  scopes: readonly string[]
}

/** The version of API v2.0 that its documents name. */
const VERSION = '2021-07-28'

/** The line for a settings file. */
export function envSnippet({ secret }: SnippetContext): string {
  return `PIT_TOKEN=${secret}`
}

export function curlSnippet(context: SnippetContext): string {
  const { url, isApi2 } = firstCall(context)
  const lines = [`curl '${url}'`, `-H 'Authorization: Bearer ${context.secret}'`]
  return [...lines, ...(isApi2 ? [`-H 'Version: ${VERSION}'`] : [])].join(' \\\n  ')
}

export function nodeSnippet(context: SnippetContext): string {
  const { url, isApi2 } = firstCall(context)
  return `// node first-call.mjs, with PIT_TOKEN in the environment
const reply = await fetch('${url}', {
  headers: {
    Authorization: \`Bearer \${process.env.PIT_TOKEN}\`,${isApi2 ? `\n    Version: '${VERSION}',` : ''}
  },
})
console.log(reply.status, await reply.json())`
}

export function pythonSnippet(context: SnippetContext): string {
  const { url, isApi2 } = firstCall(context)
  return `# python3 first_call.py, with PIT_TOKEN in the environment
import json, os, urllib.request

request = urllib.request.Request("${url}", headers={
    "Authorization": "Bearer " + os.environ["PIT_TOKEN"],${isApi2 ? `\n    "Version": "${VERSION}",` : ''}
})
with urllib.request.urlopen(request) as reply:
    print(reply.status, json.load(reply))`
}

/** A call that these scopes allow; every token may ask who it is. */
function firstCall({ origin, locationId, scopes }: SnippetContext): { url: string; isApi2: boolean } {
  if (locationId !== null && scopes.includes('contacts.readonly')) {
    return { url: `${origin}/v2/contacts/?locationId=${locationId}&limit=1`, isApi2: true }
  }
  if (locationId !== null && scopes.includes('locations.readonly')) {
    return { url: `${origin}/v2/locations/${locationId}`, isApi2: true }
  }
  return { url: `${origin}/api/me`, isApi2: false }
}
