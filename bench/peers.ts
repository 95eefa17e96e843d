/**
 * `npm run bench:peers`: /authz beside what people would pick instead, in one interleaved run against a bare node:http reply. The
 * peers are fetched from npm into a temporary folder, never into this package; one that cannot be had or started is left out, and
 * said so. `--only express,fastify` takes some of them; the options of bench:verify besides.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createChildren } from './support/children.ts'
import { print, readOptions, say } from './support/options.ts'
import { get, startBase, startProduct } from './support/product.ts'
import { measure, type Target, table } from './support/slices.ts'

interface Peer {
  key: string
  name: string
  script: string
  packages: Record<string, string>
  environment?: Record<string, string>
}

const BETTER_AUTH = { 'better-auth': '1', '@better-auth/api-key': '1', pg: '8.23.1' }
const PEERS: Peer[] = [
  {
    key: 'fastify',
    name: '@fastify/bearer-auth',
    script: 'fastify-bearer.mjs',
    packages: { '@fastify/bearer-auth': '10', fastify: '5' },
  },
  {
    key: 'express',
    name: 'express + passport-http-bearer + pg',
    script: 'express-bearer-pg.mjs',
    packages: { express: '5', passport: '0.7', 'passport-http-bearer': '1', pg: '8.23.1' },
  },
  {
    key: 'oidc',
    name: 'oidc-provider introspection',
    script: 'oidc-introspection.mjs',
    packages: { 'oidc-provider': '9' },
  },
  {
    key: 'better-auth-sqlite',
    name: 'better-auth api-key, SQLite',
    script: 'better-auth.mjs',
    packages: BETTER_AUTH,
    environment: { PEER_KIND: 'sqlite' },
  },
  {
    key: 'better-auth-pg',
    name: 'better-auth api-key, PostgreSQL',
    script: 'better-auth.mjs',
    packages: BETTER_AUTH,
    environment: { PEER_KIND: 'postgres' },
  },
]

const INSTALL_TIMEOUT_MS = 120_000

const options = readOptions({ tokens: '10000', only: PEERS.map(({ key }) => key).join(',') })
const children = createChildren()
const folder = mkdtempSync(path.join(os.tmpdir(), 'pit-bench-peers-'))
let close = async () => {}
try {
  say('Starting our server and the base …')
  const product = await startProduct(children, { tokens: Number(options.sizes.tokens) })
  close = () => product.database.close()
  const base = await startBase(children)
  const requests = product.tokens.map(({ secret }) => get(product.port, '/authz', secret))
  const targets: Target[] = [{ name: 'private-integrations /authz', port: product.port, requests, expectedStatus: 200 }]
  const wanted = new Set((options.sizes.only ?? '').split(','))
  for (const peer of PEERS.filter(({ key }) => wanted.has(key))) {
    const target = await startPeer(peer, product.database.owner).catch((error: Error) =>
      say(`  left out: ${peer.name}: ${error.message.slice(0, 300)}`),
    )
    if (target) targets.push(target)
  }
  const figures = await measure(base, targets, {
    ...options,
    onSlice: (name, round) => say(`  round ${round} of ${options.rounds}: ${name}`),
  })
  const ours = figures[1]?.ratio ?? 0
  const times = figures.slice(2).map(({ name, ratio }) => `${(ours / ratio).toFixed(1)} × ${name}`)
  print(options, 'peers', { text: `${table(figures)}\n\n/authz is ${times.join(', ')}`, data: { figures } })
} finally {
  await children.stop()
  await close()
  rmSync(folder, { recursive: true, force: true })
}

async function startPeer(peer: Peer, owner: object): Promise<Target> {
  say(`Fetching and starting ${peer.name} …`)
  const home = path.join(folder, peer.key)
  install(home, peer)
  const line = await children.start(path.join(home, peer.script), /^(\{.*\})$/m, {
    folder: home,
    environment: {
      PEER_DATABASE: JSON.stringify(owner),
      PEER_FILE: path.join(home, 'peer.sqlite'),
      PEER_TOKENS: options.sizes.tokens ?? '',
      NODE_ENV: 'production',
      ...peer.environment,
    },
  })
  const { port, requests } = JSON.parse(line) as { port: number; requests: PeerRequest[] }
  return { name: peer.name, port, requests: requests.map(request => toWire(port, request)), expectedStatus: 200 }
}

function install(home: string, { packages, script }: Peer): void {
  spawnSync('mkdir', ['-p', home])
  writeFileSync(
    path.join(home, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: packages }),
  )
  copyFileSync(path.join(import.meta.dirname, 'peers', script), path.join(home, script))
  const made = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', '--loglevel=error', '--ignore-scripts'],
    {
      cwd: home,
      encoding: 'utf8',
      timeout: INSTALL_TIMEOUT_MS,
    },
  )
  if (made.status !== 0) throw new Error(made.stderr.trim().split('\n').slice(0, 3).join(' '))
}

interface PeerRequest {
  path: string
  token?: string
  authorization?: string
  form?: string
}

function toWire(port: number, { path: where, token, authorization = `Bearer ${token}`, form }: PeerRequest): string {
  const head = `host: 127.0.0.1:${port}\r\nauthorization: ${authorization}\r\n`
  if (form === undefined) return `GET ${where} HTTP/1.1\r\n${head}\r\n`
  const type = 'content-type: application/x-www-form-urlencoded\r\n'
  return `POST ${where} HTTP/1.1\r\n${head}${type}content-length: ${form.length}\r\n\r\n${form}`
}
