import type { ApiName, ApiOperation } from '../../api/reference.ts'

/** The version of API v2.0 that its documents name. */
const VERSION = '2021-07-28'
const BODY = /^(POST|PUT|PATCH)$/

interface Called {
  api: ApiName
  server: string
  locationId: string | null
  operation: ApiOperation
}

/** The same call by curl and in Node.js; parts in braces are to be filled in. */
export function snippetsOf(called: Called): { id: string; label: string; code: string }[] {
  return [
    { id: 'curl', label: 'curl', code: curl(called) },
    { id: 'node', label: 'Node.js', code: node(called) },
  ]
}

function curl(called: Called): string {
  const { operation } = called
  const lines = [
    `curl${operation.method === 'GET' ? '' : ` -X ${operation.method}`} '${addressOf(called)}'`,
    `-H "Authorization: Bearer $PIT_TOKEN"`,
    ...(called.api === 'v2' ? [`-H 'Version: ${VERSION}'`] : []),
    ...(hasBody(operation) ? ["-H 'Content-Type: application/json'", `-d '${bodyOf(called)}'`] : []),
  ]
  return lines.join(' \\\n  ')
}

function node(called: Called): string {
  const { operation } = called
  const headers = [
    '    Authorization: `Bearer ${process.env.PIT_TOKEN}`,',
    ...(called.api === 'v2' ? [`    Version: '${VERSION}',`] : []),
    ...(hasBody(operation) ? ["    'Content-Type': 'application/json',"] : []),
  ]
  return `const reply = await fetch('${addressOf(called)}', {
  method: '${operation.method}',
  headers: {
${headers.join('\n')}
  },${hasBody(operation) ? `\n  body: JSON.stringify(${bodyOf(called)}),` : ''}
})
console.log(reply.status, await reply.text())`
}

function hasBody({ method, body }: ApiOperation): boolean {
  return BODY.test(method) && body !== undefined
}

/** With what is known filled in, and the parameters that must be there. */
function addressOf({ server, locationId, operation }: Called): string {
  const known = (name: string) => (name === 'locationId' && locationId !== null ? locationId : `{${name}}`)
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => known(name))
  const query = operation.parameters.filter(one => one.place === 'query' && one.isRequired)
  const text = query.map(one => `${one.name}=${known(one.name)}`).join('&')
  return `${server}${path}${text === '' ? '' : `?${text}`}`
}

function bodyOf({ locationId, operation }: Called): string {
  const required = (operation.body ?? []).filter(one => one.isRequired)
  const value = ({ name, type }: (typeof required)[number]): unknown => {
    if (name === 'locationId' && locationId !== null) return locationId
    if (type.endsWith('[]')) return []
    const [first = ''] = type.split(' | ')
    if (first === 'number' || first === 'integer') return 0
    if (first === 'boolean') return true
    if (first === 'object') return {}
    // What is no kind of value is one of the values themselves: the first that is taken.
    return first === 'string' ? `{${name}}` : first
  }
  return JSON.stringify(Object.fromEntries(required.map(one => [one.name, value(one)])))
}
