import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Draw, loadDrawing } from './drawing.ts'

/** A file of the build, with what the build has compressed of it. */
export interface ConsoleFile {
  type: string
  etag: string
  bytes: Buffer
  gzip: Buffer | undefined
  brotli: Buffer | undefined
}

/** The built console: its page, which is filled in for each visit, and the files that the page loads. */
export interface ConsoleBuild {
  page: string
  /** What draws the page that people come to first; loaded when it is first asked for. */
  drawing: () => Promise<Draw | undefined>
  files: ReadonlyMap<string, ConsoleFile>
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Where `npm start` builds the console to. */
export const CONSOLE_FOLDER = path.join(import.meta.dirname, '../../../dist/console')

const PAGE = 'index.html'

/** Gives the build of a folder, and reads it anew after another build; undefined while there is none. */
export function consoleBuildIn(folder: string): () => ConsoleBuild | undefined {
  const pageFile = path.join(folder, PAGE)
  let known: { build: ConsoleBuild; builtAtMs: number } | undefined
  return () => {
    if (!existsSync(pageFile)) return undefined
    const builtAtMs = statSync(pageFile).mtimeMs
    if (known?.builtAtMs !== builtAtMs) known = { build: readBuild(folder, builtAtMs), builtAtMs }
    return known.build
  }
}

function readBuild(folder: string, builtAtMs: number): ConsoleBuild {
  const assets = path.join(folder, 'console')
  const names = readdirSync(assets).filter(name => path.extname(name) in TYPES)
  let drawing: Promise<Draw | undefined> | undefined
  return {
    page: readFileSync(path.join(folder, PAGE), 'utf8'),
    drawing: () => (drawing ??= loadDrawing(folder, builtAtMs)),
    files: new Map(names.map(name => [name, readAsset(assets, name)])),
  }
}

/** The name holds a hash of the bytes, so the name says all that an etag has to. */
function readAsset(folder: string, name: string): ConsoleFile {
  const file = path.join(folder, name)
  const compressed = (ending: string) => (existsSync(file + ending) ? readFileSync(file + ending) : undefined)
  return {
    type: TYPES[path.extname(name)] ?? 'application/octet-stream',
    etag: `"${name}"`,
    bytes: readFileSync(file),
    gzip: compressed('.gz'),
    brotli: compressed('.br'),
  }
}
