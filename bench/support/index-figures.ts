/**
 * Loads the token index from a database as a node does, in a process of its own, and prints what it took as one JSON line:
 * INDEX_DATABASE holds the connection, the keys stand in TOKEN_PEPPER and KEY_ENCRYPTION_KEY. Run with --expose-gc.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openDatabase } from '../../src/lib/database.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { createKeys, parseKey } from '../../src/lib/keys.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { loadIndex } from '../../src/verify/index-loader.ts'
import type { TokenIndex } from '../../src/verify/token-index.ts'

/** What an index of some size costs. */
export interface IndexFigures {
  tokens: number
  loadMs: number
  /** Longest stop of the event loop during the load. */
  loadPauseMs: number
  megabytes: number
  /** Longest single insertion of as many further tokens as a tenth. */
  growthPauseMs: number
  lookUpNs: number
  unknownNs: number
}

const { INDEX_DATABASE = '{}', TOKEN_PEPPER = '', KEY_ENCRYPTION_KEY = '' } = process.env
const keys = createKeys({
  pepper: parseKey('pepper', TOKEN_PEPPER),
  keyEncryptionKey: parseKey('keyEncryptionKey', KEY_ENCRYPTION_KEY),
})
const database = openDatabase({ connection: JSON.parse(INDEX_DATABASE), role: 'pit_app' })
const load = () =>
  database.stream('*', client => loadIndex(client, { keys, onForged: id => process.stderr.write(`forged: ${id}\n`) }))
const megabytes = async () => {
  // Buffers are given back a turn after the collection that found them.
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1e6
}

const before = await megabytes()
// Once for the compiler, so that the second time is what a running node would see.
await load()
await megabytes()
const delays = monitorEventLoopDelay({ resolution: 1 })
delays.enable()
const startedMs = performance.now()
const index = await load()
const loadMs = performance.now() - startedMs
delays.disable()
const figures: IndexFigures = {
  tokens: index.tokenCount,
  loadMs,
  loadPauseMs: delays.max / 1e6,
  megabytes: (await megabytes()) - before,
  ...lookUps(index),
  growthPauseMs: grow(index),
}
process.stdout.write(`${JSON.stringify(figures)}\n`)
await database.close()

function lookUps(known: TokenIndex): Pick<IndexFigures, 'lookUpNs' | 'unknownNs'> {
  const hashes = Array.from({ length: 20_000 }, () => hashOf(newSecret('pit_')))
  for (const hash of hashes.slice(10_000)) add(known, hash)
  return { lookUpNs: nsPerFind(known, hashes.slice(10_000)), unknownNs: nsPerFind(known, hashes.slice(0, 10_000)) }
}

function nsPerFind(known: TokenIndex, hashes: readonly Buffer[]): number {
  let found = 0
  const rounds = 20
  const beganMs = performance.now()
  for (let round = 0; round < rounds; round++) {
    for (const hash of hashes) if (known.find(hash) !== undefined) found++
  }
  const ns = ((performance.now() - beganMs) * 1e6) / (rounds * hashes.length)
  if (found !== 0 && found !== rounds * hashes.length) throw new Error('some were found, and some were not')
  return ns
}

function grow(known: TokenIndex): number {
  const hashes = Array.from({ length: Math.max(1000, known.tokenCount / 10) }, () => hashOf(newSecret('pit_')))
  let longestMs = 0
  for (const hash of hashes) {
    const beganMs = performance.now()
    add(known, hash)
    longestMs = Math.max(longestMs, performance.now() - beganMs)
  }
  return longestMs
}

function add(known: TokenIndex, secretHash: Buffer): void {
  const [id, accountId] = [randomIds.next('int'), 'acc_00000000000000000000']
  const access = { scopes: ['contacts.readonly'], accessVersion: 1, limits: {}, allowedIps: [] }
  known.putIntegration({ id, accountId, name: 'Grown', ...access })
  known.putToken({ id: randomIds.next('tok'), accountId, integrationId: id, role: 'current', secretHash })
}

function hashOf(secret: string): Buffer {
  return keys.hashesOf(secret)[0]?.hash ?? Buffer.alloc(32)
}
