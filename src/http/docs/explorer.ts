import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** swagger-ui, the explorer that works under our content security policy: its files as they are, and our start. */
const FOLDER = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

const SCRIPT = 'text/javascript; charset=utf-8'
const FILES: Record<string, string> = { 'swagger-ui.css': 'text/css; charset=utf-8', 'swagger-ui-bundle.js': SCRIPT }

/**
 * Runs before the explorer. It writes markup made of our own two documents; the policy asks for trusted types, so this page
 * says which texts are trusted: those that swagger-ui has cleaned itself.
 */
const PREPARE = `window.trustedTypes?.createPolicy('default', { createHTML: text => text, createScriptURL: () => null })
`

const START = `const isManagement = new URLSearchParams(location.search).get('api') === 'management'
SwaggerUIBundle({
  url: isManagement ? '/api/openapi.json' : '/docs/api-v2.json',
  dom_id: '#explorer',
  deepLinking: true,
  // A token typed in here is gone with the page.
  persistAuthorization: false,
  validatorUrl: null,
})
`

const OWN: Record<string, string> = { 'prepare.js': PREPARE, 'start.js': START }

/** The page around it. Everything it runs comes from a file: the policy allows nothing inline. */
export const EXPLORER_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Try the API · Referins</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/try/swagger-ui.css">
</head>
<body>
<nav class="swagger-ui" aria-label="Documents"><p class="wrapper"><a href="/docs/try">API v2.0</a> · <a href="/docs/try?api=management">Management API</a></p></nav>
<main id="explorer"></main>
<script src="/docs/try/prepare.js"></script>
<script src="/docs/try/swagger-ui-bundle.js"></script>
<script src="/docs/try/start.js"></script>
</body>
</html>
`

/** One of the explorer's files; read once, when it is first asked for. */
export function explorerFile(name: string): { type: string; bytes: Buffer } | undefined {
  if (Object.hasOwn(OWN, name)) return { type: SCRIPT, bytes: Buffer.from(OWN[name] ?? '') }
  const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined
  return type === undefined ? undefined : { type, bytes: fileNamed(name) }
}

const known = new Map<string, Buffer>()

function fileNamed(name: string): Buffer {
  const bytes = known.get(name) ?? readFileSync(path.join(FOLDER, name))
  known.set(name, bytes)
  return bytes
}
