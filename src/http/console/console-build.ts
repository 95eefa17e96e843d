import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** A file of the build, with what the build has compressed of it. */
export interface ConsoleFile {
  type: string
  etag: string
  bytes: Buffer
  gzip: Buffer | undefined
  brotli: Buffer | undefined
}

/** The built console: its page, in which only the theme is filled in, and the files that the page loads. */
export interface ConsoleBuild {
  page: string
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

/** Gives the build of a folder, and reads it anew after another build; undefined while there is none. */
export function consoleBuildIn(folder: string): () => ConsoleBuild | undefined {
  const pageFile = path.join(folder, 'index.html')
  let known: { build: ConsoleBuild; builtAtMs: number } | undefined
  return () => {
    if (!existsSync(pageFile)) return undefined
    const builtAtMs = statSync(pageFile).mtimeMs
    if (known?.builtAtMs !== builtAtMs) known = { build: readBuild(folder, pageFile), builtAtMs }
    return known.build
  }
}

function readBuild(folder: string, pageFile: string): ConsoleBuild {
  const assets = path.join(folder, 'console')
  const names = readdirSync(assets).filter(name => path.extname(name) in TYPES)
  return {
    page: readFileSync(pageFile, 'utf8'),
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
