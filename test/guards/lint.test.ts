import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../support/repository.ts'

/** What a file must not say, and the one rule that must speak. */
const PLANTS: [rule: string, path: string, code: string][] = [
  ['node(no-process-env)', 'src/http/port.ts', 'export const port = process.env.PORT\n'],
  [
    'eslint(no-restricted-imports)',
    'src/store/env.ts',
    "import { env } from 'node:process'\nexport const port = env.PORT\n",
  ],
  ['eslint(no-restricted-properties)', 'src/actions/now.ts', 'export const at = () => Date.now()\n'],
  ['eslint(no-restricted-globals)', 'src/worker/call.ts', "export const call = () => fetch('http://localhost')\n"],
  ['eslint(no-console)', 'src/store/say.ts', "export const say = () => console.log('x')\n"],
  ['import(no-default-export)', 'src/domain/one.ts', 'const one = 1\nexport default one\n'],
  [
    'eslint(max-params)',
    'src/domain/many.ts',
    'export const sum = (a: number, b: number, c: number, d: number) => a + b + c + d\n',
  ],
  ['eslint(max-lines)', 'src/domain/long.ts', 'export {}\n'.repeat(301)],
  ['eslint(max-lines-per-function)', 'src/domain/tall.ts', `export function tall() {\n${'  void 0\n'.repeat(60)}}\n`],
  [
    'typescript(no-floating-promises)',
    'src/lib/lost.ts',
    'const save = async () => {}\nexport const run = () => {\n  save()\n}\n',
  ],
  ['typescript(no-explicit-any)', 'src/lib/any.ts', 'export const any = (x: any): string => String(x)\n'],
  ['unicorn(filename-case)', 'src/lib/camelCase.ts', 'export const camel = 1\n'],
  ['vitest(no-focused-tests)', 'src/lib/only.test.ts', "import { it } from 'vitest'\nit.only('works', () => {})\n"],
]

/** The same words where they are right. */
const INNOCENT: [path: string, code: string][] = [
  ['src/config.ts', 'export const port = process.env.PORT\n'],
  ['src/main.ts', 'export const environment = process.env\n'],
  ['src/lib/clock.ts', 'export const at = () => Date.now()\n'],
  ['src/cli/say.ts', "export const say = () => console.log('x')\n"],
]

const tree = mkdtempSync(join(tmpdir(), 'lint-'))
let spoken: { code: string; filename: string }[] = []

beforeAll(() => {
  for (const [path, code] of [...PLANTS.map(([, path, code]) => [path, code] as const), ...INNOCENT]) {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), code)
  }
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
    copyFileSync(join(ROOT, file), join(tree, file))
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'dir')
  const oxlint = join(ROOT, 'node_modules/oxlint/bin/oxlint')
  const ran = spawnSync(process.execPath, [oxlint, '--type-aware', '--format=json', 'src'], {
    cwd: tree,
    encoding: 'utf8',
  })
  spoken = (JSON.parse(ran.stdout) as { diagnostics: typeof spoken }).diagnostics
})
afterAll(() => rmSync(tree, { recursive: true, force: true }))

const rulesFor = (path: string) => [
  ...new Set(spoken.filter(({ filename }) => filename === path).map(({ code }) => code)),
]

describe('the linter', () => {
  it.each(PLANTS)('speaks by %s alone in %s', (rule, path) => expect(rulesFor(path)).toEqual([rule]))

  it.each(INNOCENT)('is silent in %s', path => expect(rulesFor(path)).toEqual([]))
})
