/**
 * `npm run bench:client`: what a check costs in a customer's own process with the SDK: processor time of a token that is known
 * there, limits counted and the server told of every call; and what asking the server costs instead. `--json --rounds --tokens`.
 */
import { createTokenVerifier, type TokenVerifier } from '../src/client/client.ts'
import { createChildren } from './support/children.ts'
import { print, readOptions, say } from './support/options.ts'
import { startProduct } from './support/product.ts'

const CHECKS = 50_000
const ASKED = 500
const options = readOptions({ tokens: '1000' })
const children = createChildren()
let close = async () => {}
try {
  say(`Filling a throw-away database with ${options.sizes.tokens} tokens …`)
  const product = await startProduct(children, { tokens: Number(options.sizes.tokens) })
  close = () => product.database.close()
  const { port, platformKey } = product
  const secrets = product.tokens.map(({ secret }) => secret)
  const verifier = createTokenVerifier({ url: `http://127.0.0.1:${port}`, platformKey })
  while (!verifier.isFollowing()) await new Promise(resolve => setTimeout(resolve, 10))
  const askMs = await timeAsking(verifier, secrets)
  for (const secret of secrets) await verifier.check(secret)
  const rounds: number[] = []
  for (let round = 0; round < options.rounds; round++) rounds.push(timeKnown(verifier, secrets))
  await verifier.close()
  const checkMicros = [...rounds].sort((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? 0
  const text = [
    `a token that is known in the process   ${checkMicros.toFixed(1)} µs of its processor`,
    `one that the server is asked about     ${askMs.toFixed(2)} ms until the answer, one after the other`,
  ].join('\n')
  print(options, 'client', { text, data: { tokens: secrets.length, checkMicros, rounds, askMs } })
} finally {
  await children.stop()
  await close()
}

async function timeAsking(verifier: TokenVerifier, secrets: readonly string[]): Promise<number> {
  const startedMs = performance.now()
  for (const secret of secrets.slice(0, ASKED)) await verifier.check(secret)
  return (performance.now() - startedMs) / Math.min(ASKED, secrets.length)
}

/** Processor time of this thread alone: a clock would count what else the machine has to do. */
function timeKnown(verifier: TokenVerifier, secrets: readonly string[]): number {
  const call = {
    ...{ scopes: ['contacts.readonly'], ip: '192.0.2.7', label: 'list-orders' },
    userAgent: 'bench/1.0 (a user agent of a usual length; Linux x86_64)',
  }
  const before = process.threadCpuUsage()
  for (let check = 0; check < CHECKS; check++) {
    const verdict = verifier.check(secrets[check % secrets.length] ?? '', call)
    if (verdict instanceof Promise) throw new Error('a token was not known here')
  }
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / CHECKS
}
