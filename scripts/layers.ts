// Checks the import rules of .dependency-cruiser.cjs: `node scripts/layers.ts [folder]`.
//
// dependency-cruiser reads TypeScript through the compiler's JavaScript API, which TypeScript 7 no longer has: run plainly
// it sees not one .ts file and finds everything in order (docs/adr/0005). So TypeScript 6 is installed beside it under the
// name typescript-6, and dependency-cruiser, and nobody else, is given that one when it asks for `typescript`.
import { existsSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ICruiseOptions, ICruiseResult, IForbiddenRuleType } from 'dependency-cruiser'

export interface ForbiddenImport {
  rule: string
  from: string
  to: string
  why: string
}

const ASKS_FOR_TYPESCRIPT = /^typescript(?=$|\/)/

registerHooks({
  resolve(specifier, context, nextResolve) {
    const isAskedByCruiser = context.parentURL?.includes('/node_modules/dependency-cruiser/') === true
    return nextResolve(isAskedByCruiser ? specifier.replace(ASKS_FOR_TYPESCRIPT, 'typescript-6') : specifier, context)
  },
})

const { cruise } = await import('dependency-cruiser')
const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
  forbidden: IForbiddenRuleType[]
  options: ICruiseOptions
}

const FOLDERS = ['src', 'console', 'test', 'bench', 'scripts']

/** Finds every forbidden import below `root`, and says how many of our own files were read. */
export async function findForbiddenImports(root: string): Promise<{ faults: ForbiddenImport[]; files: number }> {
  const folders = FOLDERS.filter(folder => existsSync(join(root, folder)))
  const settings: ICruiseOptions = { ...options, baseDir: root, validate: true, ruleSet: { forbidden } }
  const { output } = await cruise(folders, settings, options.enhancedResolveOptions)
  const { modules, summary } = output as ICruiseResult
  const faults = summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    from,
    to: cycle ? cycle.map(step => step.name).join(' → ') : to,
    why: forbidden.find(({ name }) => name === rule.name)?.comment ?? '',
  }))
  return { faults, files: modules.filter(({ source }) => !source.includes('node_modules/')).length }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))
  const { faults, files } = await findForbiddenImports(root)
  for (const { rule, from, to, why } of faults) console.error(`${rule}: ${from} → ${to}\n    ${why}`)
  console.log(`${files} files read, ${faults.length} forbidden ${faults.length === 1 ? 'import' : 'imports'}`)
  process.exitCode = faults.length > 0 ? 1 : 0
}
