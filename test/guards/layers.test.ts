import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findForbiddenImports } from '../../scripts/layers.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: { name: string }[]
}

/** Per rule: who must not import what. One line is one planted import in an otherwise innocent tree. */
const PLANTS: [rule: string, importer: string, imported: string][] = [
  ['lib-knows-none-of-our-words', 'src/lib/a.ts', 'src/domain/b.ts'],
  ['lib-knows-none-of-our-words', 'src/lib/a.ts', 'src/store/b.ts'],
  ['lib-knows-none-of-our-words', 'src/lib/a.ts', 'src/config.ts'],
  ['domain-is-pure', 'src/domain/a.ts', 'src/lib/b.ts'],
  ['domain-is-pure', 'src/domain/a.ts', 'src/store/b.ts'],
  ['domain-is-pure', 'src/domain/a.ts', 'node:crypto'],
  ['domain-is-pure', 'src/domain/a.ts', 'pg'],
  ['contract-stands-on-domain', 'src/contract/a.ts', 'src/lib/b.ts'],
  ['contract-stands-on-domain', 'src/contract/a.ts', 'src/store/b.ts'],
  ['contract-stands-on-domain', 'src/contract/a.ts', 'src/actions/b.ts'],
  ['contract-stands-on-domain', 'src/contract/a.ts', 'fastify'],
  ['store-is-sql-only', 'src/store/a.ts', 'src/contract/b.ts'],
  ['store-is-sql-only', 'src/store/a.ts', 'src/actions/b.ts'],
  ['store-is-sql-only', 'src/store/a.ts', 'src/verify/b.ts'],
  ['store-is-sql-only', 'src/store/a.ts', 'src/http/b.ts'],
  ['store-is-sql-only', 'src/store/a.ts', 'src/config.ts'],
  ['actions-know-no-door', 'src/actions/a.ts', 'src/contract/b.ts'],
  ['actions-know-no-door', 'src/actions/a.ts', 'src/verify/b.ts'],
  ['actions-know-no-door', 'src/actions/a.ts', 'src/http/b.ts'],
  ['actions-know-no-door', 'src/actions/a.ts', 'src/worker/b.ts'],
  ['actions-know-no-door', 'src/actions/a.ts', 'src/config.ts'],
  ['verify-stands-alone', 'src/verify/a.ts', 'src/actions/b.ts'],
  ['verify-stands-alone', 'src/verify/a.ts', 'src/crm/b.ts'],
  ['verify-stands-alone', 'src/verify/a.ts', 'src/http/b.ts'],
  ['client-runs-elsewhere', 'src/client/a.ts', 'src/domain/b.ts'],
  ['client-runs-elsewhere', 'src/client/a.ts', 'src/verify/b.ts'],
  ['crm-knows-no-other-room', 'src/crm/contacts/a.ts', 'src/store/b.ts'],
  ['crm-knows-no-other-room', 'src/crm/contacts/a.ts', 'src/contract/b.ts'],
  ['crm-knows-no-other-room', 'src/crm/operation.ts', 'src/verify/b.ts'],
  ['crm-modules-are-strangers', 'src/crm/contacts/a.ts', 'src/crm/locations/b.ts'],
  ['http-goes-through-actions', 'src/http/a.ts', 'src/store/b.ts'],
  ['http-goes-through-actions', 'src/http/a.ts', 'src/worker/b.ts'],
  ['http-goes-through-actions', 'src/http/a.ts', 'src/cli/b.ts'],
  ['http-goes-through-actions', 'src/http/a.ts', 'src/config.ts'],
  ['http-goes-through-actions', 'src/http/a.ts', 'src/app.ts'],
  ['worker-goes-through-actions', 'src/worker/a.ts', 'src/store/b.ts'],
  ['worker-goes-through-actions', 'src/worker/a.ts', 'src/http/b.ts'],
  ['worker-goes-through-actions', 'src/worker/a.ts', 'src/config.ts'],
  ['cli-goes-through-actions', 'src/cli/a.ts', 'src/store/tokens.ts'],
  ['cli-goes-through-actions', 'src/cli/a.ts', 'src/http/b.ts'],
  ['cli-goes-through-actions', 'src/cli/a.ts', 'src/config.ts'],
  ['config-stands-on-the-ground', 'src/config.ts', 'src/store/b.ts'],
  ['ui-knows-no-domain-word', 'console/src/ui/a.tsx', 'src/contract/b.ts'],
  ['ui-knows-no-domain-word', 'console/src/ui/a.tsx', 'console/src/api.ts'],
  ['i18n-stands-alone', 'console/src/i18n/a.ts', 'console/src/ui/b.ts'],
  ['pages-use-the-kit', 'console/src/pages/tokens/a.tsx', 'console/src/pages/labs/b.tsx'],
  ['pages-use-the-kit', 'console/src/pages/tokens/a.tsx', 'console/src/frame/b.tsx'],
  ['parts-know-no-page', 'console/src/parts/a.tsx', 'console/src/pages/labs/b.tsx'],
  ['parts-know-no-page', 'console/src/parts/a.tsx', 'console/src/frame/b.tsx'],
  ['pages-know-no-widget-library', 'console/src/pages/tokens/a.tsx', '@base-ui/react/menu'],
  ['pages-see-only-the-contract', 'console/src/pages/tokens/a.tsx', 'src/lib/b.ts'],
  ['console-stands-on-contract', 'console/src/api.ts', 'src/store/b.ts'],
  ['no-barrels', 'src/actions/a.ts', 'src/store/index.ts'],
  ['no-junk-drawers', 'src/store/a.ts', 'src/lib/utils/b.ts'],
  ['no-junk-drawers', 'test/api/a.ts', 'test/helpers/b.ts'],
  ['product-never-imports-tests', 'src/app.ts', 'test/support/b.ts'],
  ['product-never-imports-tests', 'src/lib/a.ts', 'bench/b.ts'],
  ['product-never-imports-tests', 'src/domain/a.ts', 'scripts/b.mjs'],
  ['tests-are-never-imported', 'src/store/a.ts', 'src/store/b.test.ts'],
  ['product-needs-no-dev-package', 'src/lib/a.ts', 'vitest'],
]

/** Ways of writing one and the same import. */
const FORMS = [
  "import { b } from '../lib/b.ts'",
  "import type { B } from '../lib/b.ts'",
  "import { type B } from '../lib/b.ts'",
  "import '../lib/b.ts'",
  "export { b } from '../lib/b.ts'",
  "export * from '../lib/b.ts'",
  "export type * from '../lib/b.ts'",
  "export const load = async () => { using nothing = null; return import('../lib/b.ts') }",
  "export type Lot = Array<import('../lib/b.ts').B>",
  "export type All = typeof import('../lib/b.ts')",
]

/** The plants with file names of their own, so that all of them stand in one tree and are read in one go. */
const planted = PLANTS.map(([rule, importer, imported], index) => {
  const own = (path: string) => path.replace(/\/([ab])\.(?=\w)/, `/$1${index}.`)
  return { rule, importer: own(importer), imported: own(imported), shown: `${importer} → ${imported}` }
})

const INNOCENT = 'export const b = 1\nexport type B = number\n'
const trees = mkdtempSync(join(tmpdir(), 'layers-'))
afterAll(() => rmSync(trees, { recursive: true, force: true }))

describe('a forbidden import', () => {
  let asValues: Spoken
  let asTypes: Spoken
  let asForms: Spoken
  beforeAll(async () => {
    asValues = await plantAll(path => `import { b } from '${path}'\n`)
    asTypes = await plantAll(path => `import type { B } from '${path}'\n`)
    const forms = FORMS.map((line, index) => [`src/domain/form${index}.ts`, `${line}\n`])
    asForms = await plant({ 'src/lib/b.ts': INNOCENT, ...Object.fromEntries(forms) })
  })

  it.each(planted)('is reported by $rule alone: $shown', ({ rule, importer }) => {
    expect(asValues(importer)).toEqual([rule])
    // A package that serves for its types alone may stay a development package; every other rule counts types too.
    expect(asTypes(importer)).toEqual(rule === 'product-needs-no-dev-package' ? [] : [rule])
  })

  it('is reported in a circle, even one of types alone', async () => {
    const spoken = await plant({
      'src/store/a.ts': "import type { B } from './b.ts'\nexport type A = B[]\n",
      'src/store/b.ts': "import type { A } from './a.ts'\nexport type B = A[]\n",
    })
    expect(spoken()).toEqual(['no-circles'])
  })

  it.each(FORMS)('is seen however it is written: %s', line => {
    expect(asForms(`src/domain/form${FORMS.indexOf(line)}.ts`)).toEqual(['domain-is-pure'])
  })
})

describe('the import rules', () => {
  it('each have a planted import that proves them', () => {
    const proven = new Set([...PLANTS.map(([rule]) => rule), 'no-circles'])
    expect([...proven].sort()).toEqual(forbidden.map(rule => rule.name).sort())
  })

  it('let every downward import pass, and let tests import anything', async () => {
    const spoken = await plant({
      'src/main.ts': "import './app.ts'\nimport './config.ts'\n",
      'src/app.ts': "import './http/routes.ts'\nimport './store/tokens.ts'\nimport './crm/contacts/routes.ts'\n",
      'src/config.ts': "import './lib/clock.ts'\n",
      'src/http/routes.ts': "import '../actions/tokens.ts'\nimport '../contract/token.ts'\nimport 'fastify'\n",
      'src/cli/pit.ts': "import '../actions/tokens.ts'\nimport '../store/migrate.ts'\n",
      'src/actions/tokens.ts': "import '../store/tokens.ts'\nimport '../domain/token.ts'\nimport '../lib/clock.ts'\n",
      'src/crm/operation.ts': "import '../domain/token.ts'\n",
      'src/crm/contacts/routes.ts': "import './store.ts'\nimport '../operation.ts'\nimport 'typebox'\n",
      'src/crm/contacts/store.ts': "import 'pg'\nimport '../../lib/clock.ts'\n",
      'src/store/migrate.ts': "import 'pg'\n",
      'src/store/tokens.ts': "import '../domain/token.ts'\nimport 'kysely'\n",
      'src/contract/token.ts': "import '../domain/token.ts'\nimport 'typebox'\n",
      'src/domain/token.ts': 'export const token = 1\n',
      'src/domain/token.test.ts': "import './token.ts'\nimport 'vitest'\nimport '../lib/clock.ts'\n",
      'src/lib/clock.ts': "import 'node:timers'\n",
      'console/src/pages/tokens/list.ts':
        "import '../../../../src/contract/token.ts'\nimport '../../../../src/domain/token.ts'\nimport '../../ui/button.ts'\nimport '../place.ts'\n",
      'console/src/pages/place.ts': 'export const place = 1\n',
      'console/src/ui/button.ts': 'export const button = 1\n',
      'test/api/tokens.test.ts': "import '../../src/store/tokens.ts'\nimport 'vitest'\n",
      'bench/verify.ts': "import '../src/app.ts'\n",
    })
    expect(spoken()).toEqual([])
  })

  it('hold in this repository, every file of which was read', async () => {
    const { faults, files } = await findForbiddenImports(ROOT)
    expect(faults).toEqual([])
    expect(files).toBeGreaterThan(20)
  })
})

/** The names of the rules that speak of a file; of any file when none is named. */
type Spoken = (importer?: string) => string[]

/** One tree with every plant in it, written the given way. */
function plantAll(lineFor: (path: string) => string): Promise<Spoken> {
  const innocent = planted.filter(({ imported }) => isOurs(imported)).map(({ imported }) => [imported, INNOCENT])
  const guilty = planted.map(({ importer, imported }) => [importer, lineFor(pathBetween(importer, imported))])
  return plant(Object.fromEntries([...innocent, ...guilty]) as Record<string, string>)
}

/** Writes the files to a tree of their own and asks the rules about it. */
async function plant(files: Record<string, string>): Promise<Spoken> {
  const tree = mkdtempSync(join(trees, 'tree-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), text)
  }
  writeFileSync(join(tree, 'package.json'), JSON.stringify({ devDependencies: { vitest: '*' } }))
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'dir')
  const { faults } = await findForbiddenImports(tree)
  return importer => {
    const spoken = faults.filter(({ from }) => importer === undefined || from === importer)
    return [...new Set(spoken.map(({ rule }) => rule))].sort()
  }
}

function isOurs(imported: string): boolean {
  return imported.includes('/')
}

function pathBetween(importer: string, imported: string): string {
  if (!isOurs(imported)) return imported
  const path = relative(dirname(importer), imported)
  return path.startsWith('.') ? path : `./${path}`
}
