import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A file the pages load: its address carries a hash of its bytes, so that a browser may keep it for ever. */
interface Asset {
  path: string
  type: string
  etag: string
  bytes: Buffer
}

const FONT_NAME = /url\(\.\/files\/([a-z-]+\.woff2)\)/g
const FONT_FOR_LATIN = 'inter-latin-wght-normal.woff2'
/** In the order in which later rules win. */
const STYLES = ['theme', 'ground', 'frame', 'surface', 'controls', 'errors', 'modes'].map(name => `styles/${name}.css`)
const KEEP_FOR_EVER = 'public, max-age=31536000, immutable'

const fontFolder = path.dirname(createRequire(import.meta.url).resolve('@fontsource-variable/inter/wght.css'))

const fonts = new Map<string, Asset>()
/** The package's own font faces, which load only the letters a page needs, with our addresses put in. */
const fontFaces = readFileSync(path.join(fontFolder, 'wght.css'), 'utf8').replace(FONT_NAME, (_, name: string) => {
  const font = toAsset(name, 'font/woff2', readFileSync(path.join(fontFolder, 'files', name)))
  fonts.set(name, font)
  return `url(${font.path})`
})
const styles = toAsset('styles.css', 'text/css; charset=utf-8', Buffer.from([fontFaces, ...STYLES.map(own)].join('\n')))
const script = toAsset('pages.js', 'text/javascript; charset=utf-8', Buffer.from(own('pages.js')))
const icon = toAsset('icon.svg', 'image/svg+xml', Buffer.from(own('icon.svg')))

const byPath = new Map([...fonts.values(), styles, script, icon].map(asset => [asset.path, asset]))

/** Where a page finds its files. */
export const ASSET_PATHS = {
  styles: styles.path,
  script: script.path,
  icon: icon.path,
  latinFont: fonts.get(FONT_FOR_LATIN)?.path ?? '',
}

/** Answers `/assets/:name`; false when there is no such file. */
export function sendAsset(request: FastifyRequest, reply: FastifyReply): boolean {
  const asset = byPath.get(request.url.split('?')[0] ?? '')
  if (asset === undefined) return false
  reply.header('cache-control', KEEP_FOR_EVER).header('etag', asset.etag)
  if (request.headers['if-none-match'] === asset.etag) void reply.code(304).send()
  else void reply.type(asset.type).send(asset.bytes)
  return true
}

function own(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'assets', name), 'utf8')
}

function toAsset(name: string, type: string, bytes: Buffer): Asset {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
  const { name: stem, ext } = path.parse(name)
  return { path: `/assets/${stem}-${hash}${ext}`, type, etag: `"${hash}"`, bytes }
}
