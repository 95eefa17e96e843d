// What the console's build weighs when sent, against its budget. Runs on any Node from 14 on.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

/**
 * Kilobytes of gzip: the first page (entry, what it imports, the list page), its styles, the dialogs, and each later page
 * or part of one with what it brings beyond those and the page that it opens from.
 */
export const BUDGET_KB = { firstPageJs: 170, firstPageCss: 12, dialogsJs: 30, laterPageJs: 15 }

/** The page that people come to first; its code is loaded with the entry. */
const FIRST_PAGE = 'src/pages/private-integrations/ListPage.tsx'
const FIRST = ['index.html', 'src/main.tsx', FIRST_PAGE]
/** These open from an integration's page only, whose code is there before them. */
const OPENED_FROM = {
  folder: 'src/pages/private-integrations/dialogs/',
  page: 'src/pages/private-integrations/detail/Page.tsx',
}
const OURS = /^src\/(pages|frame|parts)\//
/** Loaded once, in a quiet moment after the first page, and shared by all others. */
const DIALOGS = /\/dialogs-[\w-]+\.js$/

/** Writes each text file of the build compressed beside it, so that the server need not. */
export function compressConsole(folder) {
  if (!fs.existsSync(path.join(folder, 'console'))) return
  for (const file of textFilesIn(path.join(folder, 'console'))) {
    const bytes = fs.readFileSync(file)
    fs.writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }))
    const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 }
    fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes, { params }))
  }
}

/** Measures the build; undefined for one without a manifest of its files. */
export function measureConsole(folder) {
  const manifestFile = path.join(folder, '.vite', 'manifest.json')
  if (!fs.existsSync(manifestFile)) return undefined
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'))
  const sizeOf = file => fs.statSync(path.join(folder, `${file}.gz`)).size / 1000
  const kilobytes = files => files.reduce((sum, file) => sum + sizeOf(file), 0)
  const first = new Set(FIRST.flatMap(name => [...filesOf(manifest, name)]))
  const page = filesOf(manifest, OPENED_FROM.page)
  const isThere = (file, name) => first.has(file) || (name.startsWith(OPENED_FROM.folder) && page.has(file))
  const isNew = name => file => isScript(file) && !isThere(file, name) && !DIALOGS.test(file)
  const later = Object.keys(manifest)
    .filter(name => manifest[name].isDynamicEntry && OURS.test(name) && name !== FIRST_PAGE)
    .map(name => [name, kilobytes([...filesOf(manifest, name)].filter(isNew(name)))])
  const files = Object.values(manifest).map(chunk => chunk.file)
  return {
    firstPageJs: kilobytes([...first].filter(isScript)),
    firstPageCss: kilobytes([...first].filter(file => file.endsWith('.css'))),
    dialogsJs: kilobytes(files.filter(file => DIALOGS.test(file))),
    laterPages: Object.fromEntries(later),
  }
}

/** What is over its budget, in words; empty when nothing is. */
export function overBudget(size) {
  if (size === undefined) return []
  const { firstPageJs, firstPageCss, dialogsJs, laterPages } = size
  const measured = [
    ['the first page’s scripts', firstPageJs, BUDGET_KB.firstPageJs],
    ['the first page’s styles', firstPageCss, BUDGET_KB.firstPageCss],
    ['the dialogs', dialogsJs, BUDGET_KB.dialogsJs],
    ...Object.keys(laterPages).map(name => [name, laterPages[name], BUDGET_KB.laterPageJs]),
  ]
  return measured
    .filter(([, size, most]) => size > most)
    .map(([name, size, most]) => `${name}: ${size.toFixed(1)} kB gzipped, budget ${most} kB`)
}

function filesOf(manifest, name, seen = new Set()) {
  const chunk = manifest[name]
  if (chunk === undefined || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const file of chunk.css || []) seen.add(file)
  for (const imported of chunk.imports || []) filesOf(manifest, imported, seen)
  return seen
}

const isScript = file => file.endsWith('.js')

function textFilesIn(folder) {
  return fs
    .readdirSync(folder)
    .filter(name => /\.(js|css|svg)$/.test(name))
    .map(name => path.join(folder, name))
}
