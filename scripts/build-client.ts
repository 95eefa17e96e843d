/**
 * `npm run build:client`: writes dist/client, the SDK as a package of its own without dependencies: plain JavaScript with its types.
 * `npm pack ./dist/client` makes it a file that any project installs. Node strips types of our own files, but not of files under
 * node_modules.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import path from 'node:path'

const ROOT = path.join(import.meta.dirname, '..')
const OUT = path.resolve(ROOT, process.argv[2] ?? 'dist/client')
const ENTRY = 'client/client.ts'

rmSync(OUT, { recursive: true, force: true })
for (const file of reach(ENTRY, new Set())) {
  const target = path.join(OUT, file.replace(/\.ts$/, '.js'))
  mkdirSync(path.dirname(target), { recursive: true })
  const code = stripTypeScriptTypes(readFileSync(path.join(ROOT, 'src', file), 'utf8'))
  writeFileSync(target, toJavaScriptImports(code))
}
const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
const settings = ['--declaration', '--emitDeclarationOnly', '--skipLibCheck', '--outDir', OUT, '--rootDir', 'src']
const language = ['--target', 'es2024', '--module', 'nodenext', '--allowImportingTsExtensions', '--types', 'node']
const made = spawnSync(process.execPath, [tsc, ...settings, ...language, '--ignoreConfig', `src/${ENTRY}`], {
  cwd: ROOT,
  stdio: 'inherit',
})
for (const file of readdirSync(OUT, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.d.ts'))) {
  const types = path.join(OUT, file)
  writeFileSync(types, toJavaScriptImports(readFileSync(types, 'utf8')))
}
copyFileSync(path.join(ROOT, 'LICENSE'), path.join(OUT, 'LICENSE'))
writeFileSync(path.join(OUT, 'package.json'), `${JSON.stringify(describePackage(), undefined, 2)}\n`)
process.exitCode = made.status ?? 1

/** The same name as ours, so that `private-integrations/client` means the same wherever it is imported. */
function describePackage(): object {
  const { name, version, license } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
  return {
    ...{ name, version, license },
    description: 'Decides about tokens of Private Integrations in your own Node process.',
    type: 'module',
    engines: { node: '>=20.12' },
    exports: { './client': { types: './client/client.d.ts', default: './client/client.js' } },
  }
}

function toJavaScriptImports(code: string): string {
  return code.replaceAll(/(from\s+['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2')
}

/** A file of src/ and all that it imports of ours. */
function reach(file: string, seen: Set<string>): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const text = readFileSync(path.join(ROOT, 'src', file), 'utf8')
  for (const [, imported = ''] of text.matchAll(/from\s+['"](\.{1,2}\/[^'"]+)['"]/g)) {
    reach(path.join(path.dirname(file), imported), seen)
  }
  return seen
}
