// Writes docs/config.md from the settings that the server reads: `node scripts/config-docs.ts`.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SETTINGS } from '../src/config.ts'

const HEAD = `# Configuration

The server is configured by environment variables. All have a default or may be left out: \`npm start\` needs none of them.
A start with faulty settings stops and names all of them at once; it never prints the value of a secret.
[.env.example](../.env.example) is a file to start from. This page is made from \`src/config.ts\` by \`node scripts/config-docs.ts\`.

| variable | default | meaning |
| --- | --- | --- |
`

interface Shown {
  byDefault: string | undefined
  means: string
  isSecret?: boolean
}

/** docs/config.md as it should read. */
export function renderConfigDocs(): string {
  const rows = Object.entries(SETTINGS as Record<string, Shown>).map(([name, { byDefault, means, isSecret }]) => {
    const shown = byDefault ? `\`${byDefault}\`` : ''
    return `| \`${name}\` | ${shown} | ${means.replaceAll('|', '\\|')}${isSecret ? ' **Secret.**' : ''} |`
  })
  return `${HEAD}${rows.join('\n')}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../docs/config.md', import.meta.url), renderConfigDocs())
}
