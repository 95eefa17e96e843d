import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Children } from './children.ts'

/** What people would pick instead: a script that prints where it listens and how to ask it. */
export interface Peer {
  key: string
  name: string
  script: string
  packages: Record<string, string>
  environment?: Record<string, string>
}

const BETTER_AUTH = { 'better-auth': '1', '@better-auth/api-key': '1', pg: '8.23.1' }

export const PEERS: readonly Peer[] = [
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

interface PeerRequest {
  path: string
  token?: string
  authorization?: string
  form?: string
}

/** A running peer: requests with good and with unknown tokens, as they go over the wire. */
export interface RunningPeer {
  port: number
  valid: string[]
  invalid: string[]
  invalidStatus: number
}

export interface PeerPlace {
  folder: string
  /** A database that a peer may use. */
  owner: object
  tokens: number
}

const INSTALL_TIMEOUT_MS = 120_000

/** Fetches a peer from npm into a folder of its own, unless it is there, and starts it. */
export async function startPeer(
  children: Children,
  peer: Peer,
  { folder, owner, tokens }: PeerPlace,
): Promise<RunningPeer> {
  const home = path.join(folder, peer.key)
  install(home, peer)
  const line = await children.start(path.join(home, peer.script), /^(\{.*\})$/m, {
    folder: home,
    environment: {
      PEER_DATABASE: JSON.stringify(owner),
      PEER_FILE: path.join(home, `peer-${tokens}.sqlite`),
      PEER_TOKENS: String(tokens),
      NODE_ENV: 'production',
      ...peer.environment,
    },
  })
  const {
    port,
    requests,
    invalid,
    invalidStatus = 401,
  } = JSON.parse(line) as {
    port: number
    requests: PeerRequest[]
    invalid: PeerRequest[]
    invalidStatus?: number
  }
  const wire = (list: PeerRequest[]) => list.map(request => toWire(port, request))
  return { port, valid: wire(requests), invalid: wire(invalid), invalidStatus }
}

function install(home: string, { packages, script }: Peer): void {
  mkdirSync(home, { recursive: true })
  copyFileSync(path.join(import.meta.dirname, '../peers', script), path.join(home, script))
  const wanted = JSON.stringify({ private: true, type: 'module', dependencies: packages })
  writeFileSync(path.join(home, 'package.json'), wanted)
  const options = ['--no-audit', '--no-fund', '--legacy-peer-deps', '--loglevel=error', '--ignore-scripts']
  const made = spawnSync('npm', ['install', ...options], { cwd: home, encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS })
  if (made.status !== 0) throw new Error(made.stderr.trim().split('\n').slice(0, 3).join(' '))
}

function toWire(port: number, { path: where, token, authorization = `Bearer ${token}`, form }: PeerRequest): string {
  const head = `host: 127.0.0.1:${port}\r\nauthorization: ${authorization}\r\n`
  if (form === undefined) return `GET ${where} HTTP/1.1\r\n${head}\r\n`
  const type = 'content-type: application/x-www-form-urlencoded\r\n'
  return `POST ${where} HTTP/1.1\r\n${head}${type}content-length: ${form.length}\r\n\r\n${form}`
}
