// Writes docs/api-coverage.md from the route table of API v2.0: `node scripts/api-coverage.ts`.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { unservedOperations } from '../src/crm/documented.ts'
import { operations } from '../src/crm/operations.ts'

/** Operations per module in the published documents of 2026-06-19, the modules most used by integrations first. */
export const DOCUMENTED_COUNTS: Record<string, number> = {
  contacts: 32,
  opportunities: 12,
  calendars: 41,
  conversations: 29,
  locations: 29,
  users: 7,
  'custom-fields': 8,
  businesses: 5,
  objects: 9,
  associations: 10,
  forms: 3,
  surveys: 2,
  links: 6,
  workflows: 1,
  campaigns: 1,
  invoices: 42,
  payments: 23,
  products: 27,
  emails: 5,
  medias: 7,
  'social-media-posting': 40,
  companies: 1,
  oauth: 3,
  'ad-manager': 94,
  'affiliate-manager': 4,
  'agent-studio': 11,
  blogs: 7,
  'brand-boards': 5,
  'conversation-ai': 12,
  courses: 1,
  'custom-menus': 5,
  'email-isv': 1,
  funnels: 7,
  'knowledge-base': 14,
  marketplace: 9,
  'phone-system': 4,
  proposals: 4,
  'saas-api': 22,
  snapshots: 4,
  store: 18,
  'voice-ai': 11,
}

const HEAD = `# API v2.0: what is served

Compatible with the published API documents of 2026-06-19. Nothing is made up: a documented operation that is not served
answers 501 and its name, whichever module it belongs to, and every other path 404.
This page is made from the route table by \`node scripts/api-coverage.ts\`.
`

/** docs/api-coverage.md as it should read. */
export function renderApiCoverage(): string {
  const total = Object.values(DOCUMENTED_COUNTS).reduce((sum, count) => sum + count, 0)
  const rows = Object.entries(DOCUMENTED_COUNTS).map(([module, count]) => {
    const servedCount = operations.filter(operation => operation.module === module).length
    return `| ${module} | ${servedCount} | ${count} |`
  })
  const table = ['| module | served | documented |', '| --- | ---: | ---: |', ...rows].join('\n')
  const summary = `**${operations.length} of ${total} documented operations.**`
  return `${[HEAD.trim(), summary, table, '## Operations', ...Object.keys(DOCUMENTED_COUNTS).map(renderModule)].join('\n\n')}\n`
}

function renderModule(module: string): string {
  const served = operations.filter(operation => operation.module === module)
  const rows = served.map(({ method, path, scope }) => `| \`${method} ${path}\` | \`${scope}\` |`)
  const table = rows.length === 0 ? [] : [['| operation | scope |', '| --- | --- |', ...rows].join('\n')]
  const missing = unservedOperations(operations).filter(operation => operation.module === module)
  const listed = missing.map(({ method, path }) => `\`${method} ${path}\``).join(', ')
  const rest = missing.length === 0 ? 'Complete.' : `Answered with 501: ${listed}.`
  return [`### ${module}`, ...table, rest].join('\n\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../docs/api-coverage.md', import.meta.url), renderApiCoverage())
}
