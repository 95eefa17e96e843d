/**
 * `npm run build:client`: writes dist/client, the SDK as plain JavaScript with its types. Node strips types of our own
 * files, but not of files under node_modules.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import path from 'node:path'

const ROOT = path.join(import.meta.dirname, '..')
const OUT = path.join(ROOT, process.argv[2] ?? 'dist')
const ENTRY = 'client/client.ts'

rmSync(path.join(OUT, 'client'), { recursive: true, force: true })
for (const file of reach(ENTRY, new Set())) {
  const target = path.join(OUT, file.replace(/\.ts$/, '.js'))
  mkdirSync(path.dirname(target), { recursive: true })
  const code = stripTypeScriptTypes(readFileSync(path.join(ROOT, 'src', file), 'utf8'))
  writeFileSync(target, code.replaceAll(/(from\s+['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2'))
}
const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
const settings = ['--declaration', '--emitDeclarationOnly', '--skipLibCheck', '--outDir', OUT, '--rootDir', 'src']
const language = ['--target', 'es2024', '--module', 'nodenext', '--allowImportingTsExtensions', '--types', 'node']
const made = spawnSync(process.execPath, [tsc, ...settings, ...language, '--ignoreConfig', `src/${ENTRY}`], {
  cwd: ROOT,
  stdio: 'inherit',
})
for (const file of readdirSync(path.join(OUT, 'client')).filter(name => name.endsWith('.d.ts'))) {
  const types = path.join(OUT, 'client', file)
  writeFileSync(types, readFileSync(types, 'utf8').replaceAll(/(from\s+['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2'))
}
process.exitCode = made.status ?? 1

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
