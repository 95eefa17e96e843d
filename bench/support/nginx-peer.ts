import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { newSecret } from '../../src/lib/secrets.ts'
import type { Children } from './children.ts'
import { get } from './product.ts'

const PROGRAMS = ['/usr/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx']
/** Larger maps take nginx minutes to load. */
const MAP_TOKENS_MAX = 100_000
const SECRETS_ASKED_WITH = 1000

/** nginx by itself (a map of tokens), and nginx that asks us. */
export interface NginxPeer {
  port: number
  valid: (route: string) => string[]
  invalid: (route: string) => string[]
}

/** Starts nginx with as many tokens in its map as asked for, in front of our server. Throws where it is not installed. */
export async function startNginx(
  children: Children,
  {
    folder,
    upstream,
    secrets,
    tokens,
  }: { folder: string; upstream: number; secrets: readonly string[]; tokens: number },
): Promise<NginxPeer> {
  const program = PROGRAMS.find(file => spawnSync(file, ['-v']).status === 0)
  if (program === undefined) throw new Error('nginx is not installed')
  const home = path.join(folder, `nginx-${tokens}`)
  mkdirSync(home, { recursive: true })
  const known = secrets.slice(0, SECRETS_ASKED_WITH)
  const others = Math.min(tokens, MAP_TOKENS_MAX) - known.length
  const all = [...known, ...Array.from({ length: Math.max(0, others) }, () => newSecret('pit_'))]
  writeFileSync(path.join(home, 'tokens.map'), all.map(secret => `"Bearer ${secret}" 1;\n`).join(''))
  const port = await freePort()
  const config = readFileSync(path.join(import.meta.dirname, '../peers/nginx.conf'), 'utf8')
    .replaceAll('FOLDER', home)
    .replaceAll('PORT', String(port))
    .replaceAll('UPSTREAM', String(upstream))
    .replaceAll('MAP_SIZE', String(8 * all.length + 2048))
  writeFileSync(path.join(home, 'nginx.conf'), config)
  await children.open(program, ['-p', home, '-c', path.join(home, 'nginx.conf')], port)
  const unknown = known.map(() => newSecret('pit_'))
  return {
    port,
    valid: route => known.map(secret => get(port, route, secret)),
    invalid: route => unknown.map(secret => get(port, route, secret)),
  }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
