/**
 * `npm run bench:peers`: /authz beside what people would pick instead, in one interleaved run against a bare node:http reply, with
 * good tokens, unknown ones, and both in turn. Peers are fetched from npm into a temporary folder, never into this package; nginx must be
 * installed. One that cannot be had or started is left out, and said so. `--tokens 1000,100000,1000000` sets how many tokens each
 * holds, `--only express,fastify,nginx` takes some of them; the options of bench:verify besides.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { newSecret } from '../src/lib/secrets.ts'
import { type Children, createChildren } from './support/children.ts'
import { startNginx } from './support/nginx-peer.ts'
import { print, readOptions, say } from './support/options.ts'
import { PEERS, startPeer } from './support/peers.ts'
import { get, type Product, startBase, startProduct } from './support/product.ts'
import { type Figure, measure, type Target } from './support/slices.ts'

type Kind = 'valid' | 'invalid' | 'mixed'
const KINDS: readonly Kind[] = ['valid', 'invalid', 'mixed']
const OURS = 'private-integrations /authz'
const BASE = 'bare node:http'

/** One peer's figures; a ratio is to the base. */
interface Row {
  name: string
  kinds: Partial<Record<Kind, Pick<Figure, 'perSecond' | 'ratio' | 'spread'>>>
}

interface Asked {
  name: string
  port: number
  valid: string[]
  invalid: string[]
  invalidStatus: number
}

const everyone = ['nginx', ...PEERS.map(({ key }) => key)].join(',')
const options = readOptions({ tokens: '10000', only: everyone, kinds: KINDS.join(',') })
const wanted = new Set((options.sizes.only ?? '').split(','))
const kinds = KINDS.filter(kind => (options.sizes.kinds ?? '').split(',').includes(kind))
const folder = mkdtempSync(path.join(os.tmpdir(), 'pit-bench-peers-'))
try {
  const results: { tokens: number; rows: Row[] }[] = []
  for (const tokens of (options.sizes.tokens ?? '').split(',').map(Number)) {
    results.push({ tokens, rows: await measureWith(tokens) })
  }
  print(options, 'peers', { text: results.map(tableOf).join('\n\n'), data: { results } })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measureWith(tokens: number): Promise<Row[]> {
  const children = createChildren()
  let close = async () => {}
  try {
    say(`Starting our server with ${tokens.toLocaleString('en')} tokens, and the base …`)
    const product = await startProduct(children, { tokens })
    close = () => product.database.close()
    const base = await startBase(children)
    const asked = [ours(product), ...(await others(children, product, tokens))]
    const targets = asked.flatMap(one => kinds.map(kind => targetOf(one, kind)))
    const onSlice = (name: string, round: number) => say(`  round ${round} of ${options.rounds}: ${name}`)
    return toRows(await measure({ ...base, name: BASE }, targets, { ...options, onSlice }))
  } finally {
    await children.stop()
    await close()
  }
}

function ours({ port, tokens }: Product): Asked {
  const valid = tokens.map(({ secret }) => get(port, '/authz', secret))
  const invalid = tokens.slice(0, 1000).map(() => get(port, '/authz', newSecret('pit_')))
  return { name: OURS, port, valid, invalid, invalidStatus: 401 }
}

async function others(children: Children, product: Product, tokens: number): Promise<Asked[]> {
  const started: Asked[] = []
  const leaveOut = (name: string) => (error: Error) => say(`  left out: ${name}: ${error.message.slice(0, 300)}`)
  if (wanted.has('nginx')) {
    const secrets = product.tokens.map(({ secret }) => secret)
    const nginx = await startNginx(children, { folder, upstream: product.port, secrets, tokens }).catch(
      leaveOut('nginx'),
    )
    const asked = (name: string, route: string) =>
      nginx && { name, port: nginx.port, valid: nginx.valid(route), invalid: nginx.invalid(route), invalidStatus: 401 }
    for (const one of [asked('nginx, a map of tokens', '/check'), asked('nginx, auth_request to /authz', '/asks')]) {
      if (one) started.push(one)
    }
  }
  for (const peer of PEERS.filter(({ key }) => wanted.has(key))) {
    say(`Fetching and starting ${peer.name} …`)
    const place = { folder, owner: product.database.owner, tokens }
    const running = await startPeer(children, peer, place).catch(leaveOut(peer.name))
    if (running) started.push({ name: peer.name, ...running })
  }
  return started
}

function targetOf({ name, port, valid, invalid, invalidStatus }: Asked, kind: Kind): Target {
  const named = { name: `${name}, ${kind}`, port }
  if (kind === 'valid') return { ...named, requests: valid, expectedStatus: 200 }
  if (kind === 'invalid') return { ...named, requests: invalid, expectedStatus: invalidStatus }
  const both = valid.flatMap((request, at) => [request, invalid[at % invalid.length] ?? ''])
  return { ...named, requests: both, expectedStatus: 'any' }
}

function toRows([base, ...figures]: readonly Figure[]): Row[] {
  const rows = new Map<string, Row>()
  if (base !== undefined) rows.set(BASE, { name: BASE, kinds: { valid: base } })
  for (const { name, ...figure } of figures) {
    const at = name.lastIndexOf(', ')
    const row = rows.get(name.slice(0, at)) ?? { name: name.slice(0, at), kinds: {} }
    row.kinds[name.slice(at + 2) as Kind] = figure
    rows.set(row.name, row)
  }
  return [...rows.values()]
}

function tableOf({ tokens, rows }: { tokens: number; rows: Row[] }): string {
  const valid = (row: Row | undefined) => row?.kinds.valid
  const mine = valid(rows.find(({ name }) => name === OURS))?.ratio
  const lines = rows.map(row => [
    row.name,
    valid(row) === undefined ? '' : Math.round(valid(row)?.perSecond ?? 0).toLocaleString('en'),
    ...(row.name === BASE ? ['1.00', '', ''] : KINDS.map(kind => row.kinds[kind]?.ratio.toFixed(2) ?? '')),
    mine === undefined || row.name === OURS || row.name === BASE
      ? ''
      : `${(mine / (valid(row)?.ratio ?? mine)).toFixed(1)} ×`,
  ])
  const all = [[`${tokens.toLocaleString('en')} tokens`, 'requests/s', ...KINDS, '/authz is'], ...lines]
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map(line => line[column]?.length ?? 0)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)
  return all.map(line => line.map(pad).join('  ').trimEnd()).join('\n')
}
