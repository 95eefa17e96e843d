// The floors of ARCHITECTURE.md as rules. Read by scripts/layers.ts, which also says why plain `depcruise` sees no
// TypeScript here. test/guards/layers.test.ts plants a forbidden import for every rule and expects that rule, and only it.

const TEST_FILE = '\\.test\\.tsx?$'
const OUTSIDE = '^(test|bench|scripts|console)/'

/** A room of src/ and the only other rooms of src/ it may import from. Its own test files may import anything. */
function room({ name, folder, mayImport, why, alsoMayImport = [] }) {
  const allowed = [folder, ...mayImport].join('|')
  return {
    name,
    severity: 'error',
    comment: why,
    from: { path: `^src/${folder}/`, pathNot: TEST_FILE },
    to: { path: '^src/', pathNot: [`^src/(${allowed})/`, ...alsoMayImport] },
  }
}

const ROOMS = [
  room({
    name: 'lib-knows-none-of-our-words',
    folder: 'lib',
    mayImport: [],
    why: 'lib/ holds what would be as true in any other software; it imports nothing of ours.',
  }),
  {
    name: 'domain-is-pure',
    severity: 'error',
    comment:
      'domain/ decides from plain data and `now`: no package, no node:, no clock, no SQL. Hand in what it needs.',
    from: { path: '^src/domain/', pathNot: TEST_FILE },
    to: { pathNot: ['^src/domain/', OUTSIDE] },
  },
  {
    name: 'contract-stands-on-domain',
    severity: 'error',
    comment: 'contract/ is shared with the console: domain/ and the schema library, nothing else.',
    from: { path: '^src/contract/', pathNot: TEST_FILE },
    to: { pathNot: ['^src/(contract|domain)/', OUTSIDE, '(^|/)node_modules/typebox/'] },
  },
  room({
    name: 'store-is-sql-only',
    folder: 'store',
    mayImport: ['domain', 'lib'],
    why: 'store/ turns SQL into domain values. The wire, the decisions and the doors stand above or beside it.',
  }),
  room({
    name: 'actions-know-no-door',
    folder: 'actions',
    mayImport: ['store', 'domain', 'lib'],
    why: 'actions/ are called by every door, so they know no wire shape, no door and no configuration. Hand in what they need.',
  }),
  room({
    name: 'verify-stands-alone',
    folder: 'verify',
    mayImport: ['store', 'domain', 'lib'],
    why: 'verify/ answers every request; it knows neither what a person can do nor what the token opens.',
  }),
  room({
    name: 'client-runs-elsewhere',
    folder: 'client',
    mayImport: ['lib'],
    why: "client/ runs in a customer's own process, which has none of the server: lib/ is all it may bring along.",
  }),
  room({
    name: 'crm-knows-no-other-room',
    folder: 'crm',
    mayImport: ['domain', 'lib'],
    why: 'crm/ is a resource server like any behind the gateway: it is handed a principal and a `publish` port.',
  }),
  {
    name: 'crm-modules-are-strangers',
    severity: 'error',
    comment: 'A CRM module imports its own folder and the files lying directly in src/crm/, never another module.',
    from: { path: '^src/crm/([^/]+)/', pathNot: TEST_FILE },
    to: { path: '^src/crm/', pathNot: ['^src/crm/$1/', '^src/crm/[^/]+\\.ts$'] },
  },
  room({
    name: 'http-goes-through-actions',
    folder: 'http',
    mayImport: ['actions', 'verify', 'crm', 'contract', 'domain', 'lib'],
    why: 'http/ translates to and from the wire. No SQL, no other door, no configuration: app.ts hands it what it needs.',
  }),
  room({
    name: 'worker-goes-through-actions',
    folder: 'worker',
    mayImport: ['actions', 'verify', 'crm', 'contract', 'domain', 'lib'],
    why: 'worker/ claims and calls actions. No SQL, no other door, no configuration: app.ts hands it what it needs.',
  }),
  room({
    name: 'cli-goes-through-actions',
    folder: 'cli',
    mayImport: ['actions', 'verify', 'crm', 'contract', 'domain', 'lib'],
    alsoMayImport: ['^src/store/migrate'],
    why: 'cli/ is thin calls of actions, and of store/migrate. No other SQL, no other door, no configuration.',
  }),
  {
    name: 'config-stands-on-the-ground',
    severity: 'error',
    comment: 'config.ts reads the environment before anything else lives; it may use domain/ and lib/ only.',
    from: { path: '^src/(config|setting-readers)\\.ts$' },
    to: { path: '^src/', pathNot: ['^src/(domain|lib)/', '^src/setting-readers\\.ts$'] },
  },
]

const CONSOLE = [
  {
    name: 'ui-knows-no-domain-word',
    severity: 'error',
    comment:
      'console/src/ui/ is buttons, fields and tables; it imports nothing of ours but itself and i18n/, which is as blind.',
    from: { path: '^console/src/ui/', pathNot: TEST_FILE },
    to: { path: '^(src|console)/', pathNot: '^console/src/(ui|i18n)/' },
  },
  {
    name: 'i18n-stands-alone',
    severity: 'error',
    comment: 'console/src/i18n/ turns keys into text; whose text it is stands above.',
    from: { path: '^console/src/i18n/', pathNot: TEST_FILE },
    to: { path: '^(src|console)/', pathNot: '^console/src/i18n/' },
  },
  {
    name: 'pages-use-the-kit',
    severity: 'error',
    comment:
      'A page imports its own folder, parts/, ui/, api/, i18n/ and the files lying directly in pages/: no other page, no frame.',
    from: { path: '^console/src/pages/([^/]+)/', pathNot: TEST_FILE },
    to: {
      path: '^console/',
      pathNot: ['^console/src/pages/$1/', '^console/src/pages/[^/]+$', '^console/src/(parts|ui|api|i18n)/'],
    },
  },
  {
    name: 'parts-know-no-page',
    severity: 'error',
    comment:
      'console/src/parts/ is what several places show of one of our nouns: made of ui/, api/ and i18n/, blind to pages.',
    from: { path: '^console/src/parts/', pathNot: TEST_FILE },
    to: { path: '^console/', pathNot: '^console/src/(parts|ui|api|i18n)/' },
  },
  {
    name: 'pages-know-no-widget-library',
    severity: 'error',
    comment: 'Base UI stands below the kit alone, so that it can be exchanged.',
    from: { path: '^console/src/(pages|parts|api|i18n)/', pathNot: TEST_FILE },
    to: { path: '(^|/)@base-ui/' },
  },
  {
    name: 'pages-see-only-the-contract',
    severity: 'error',
    comment: 'A page knows the server by its contract/, and the rules and words of domain/ on which that stands.',
    from: { path: '^console/src/pages/', pathNot: TEST_FILE },
    to: { path: '^src/', pathNot: '^src/(contract|domain)/' },
  },
  {
    name: 'console-stands-on-contract',
    severity: 'error',
    comment: 'The console imports contract/ and domain/ and nothing else of the server.',
    from: { path: '^console/', pathNot: ['^console/src/(ui|pages)/', TEST_FILE] },
    to: { path: '^src/', pathNot: '^src/(contract|domain)/' },
  },
]

const EVERYWHERE = [
  {
    name: 'no-circles',
    severity: 'error',
    comment: 'No circles, not even of types. Move what both need one floor down.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-barrels',
    severity: 'error',
    comment: 'No index.ts: barrels tie circles. Import the file that holds the thing.',
    from: { path: '^(src|console|test|bench)/' },
    to: { path: '(^|/)index\\.tsx?$', pathNot: '(^|/)node_modules/' },
  },
  {
    name: 'no-junk-drawers',
    severity: 'error',
    comment: 'No folder called utils, helpers, common, shared or misc: the thing has a room (ARCHITECTURE.md).',
    from: {},
    to: { path: '(^|/)(utils|helpers|common|shared|misc)/', pathNot: '(^|/)node_modules/' },
  },
  {
    name: 'product-never-imports-tests',
    severity: 'error',
    comment: 'src/ runs without test/, bench/, scripts/ and console/.',
    from: { path: '^src/', pathNot: TEST_FILE },
    to: { path: OUTSIDE },
  },
  {
    name: 'tests-are-never-imported',
    severity: 'error',
    comment: 'What two tests need belongs in test/support/.',
    from: {},
    to: { path: TEST_FILE },
  },
  {
    name: 'product-needs-no-dev-package',
    severity: 'error',
    comment: 'The server is installed with --omit=dev; a package it runs with belongs under dependencies.',
    from: { path: '^src/', pathNot: [TEST_FILE, '^src/(domain|contract)/'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
]

module.exports = {
  forbidden: [...ROOMS, ...CONSOLE, ...EVERYWHERE],
  options: {
    // Types count: an `import type` from a higher floor ties the same knot.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
    exclude: { path: '^(dist|data|coverage)/' },
  },
}
