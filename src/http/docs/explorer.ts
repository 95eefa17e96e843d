import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** swagger-ui, the explorer that works under our content security policy: its files as they are, and our start. */
const FOLDER = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

const SCRIPT = 'text/javascript; charset=utf-8'
const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': SCRIPT,
  'swagger-ui-standalone-preset.js': SCRIPT,
}

const START = `window.ui = SwaggerUIBundle({
  urls: [
    { name: 'API v2.0', url: '/docs/api-v2.json' },
    { name: 'Management API', url: '/api/openapi.json' },
  ],
  dom_id: '#explorer',
  deepLinking: true,
  // A token typed in here is gone with the page.
  persistAuthorization: false,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
})
`

/** The page around it. Everything it runs comes from a file: the policy allows nothing inline. */
export const EXPLORER_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Try the API · Referins</title>
<link rel="stylesheet" href="/docs/try/swagger-ui.css">
</head>
<body>
<main id="explorer"></main>
<script src="/docs/try/swagger-ui-bundle.js"></script>
<script src="/docs/try/swagger-ui-standalone-preset.js"></script>
<script src="/docs/try/start.js"></script>
</body>
</html>
`

/** One of the explorer's files; read once, when it is first asked for. */
export function explorerFile(name: string): { type: string; bytes: Buffer } | undefined {
  if (name === 'start.js') return { type: SCRIPT, bytes: Buffer.from(START) }
  const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined
  return type === undefined ? undefined : { type, bytes: fileNamed(name) }
}

const known = new Map<string, Buffer>()

function fileNamed(name: string): Buffer {
  const bytes = known.get(name) ?? readFileSync(path.join(FOLDER, name))
  known.set(name, bytes)
  return bytes
}
