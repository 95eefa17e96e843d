/**
 * `npm run bench:verify`: what deciding about a token costs. Measures, interleaved in one run, a bare node:http reply
 * (the base) and the doors: /authz with valid, unknown, malformed and mixed tokens, POST /verify, and GET /api/me by the ordinary way.
 * Every accepted call is counted and written down. `--json --rounds --seconds --connections --tokens` change the size.
 */
import { newSecret } from '../src/lib/secrets.ts'
import { createChildren } from './support/children.ts'
import { print, readOptions, say } from './support/options.ts'
import { get, post, startBase, startProduct } from './support/product.ts'
import { measure, type Target, table } from './support/slices.ts'

const options = readOptions({ tokens: '10000' })
const children = createChildren()
let close = async () => {}
try {
  say(`Filling a throw-away database with ${options.sizes.tokens} tokens …`)
  const product = await startProduct(children, { tokens: Number(options.sizes.tokens) })
  close = () => product.database.close()
  const base = await startBase(children)
  const { port, platformKey } = product
  const secrets = product.tokens.map(({ secret }) => secret)
  const unknown = secrets.map(() => newSecret('pit_'))
  const authz = (name: string, list: string[], expectedStatus: number | 'any'): Target => ({
    name,
    port,
    requests: list.map(secret => get(port, '/authz', secret)),
    expectedStatus,
  })
  const asked = { secret: platformKey }
  const targets: Target[] = [
    authz('GET /authz, valid', secrets, 200),
    authz('GET /authz, unknown', unknown, 401),
    authz('GET /authz, malformed', ['pit_nonsense'], 401),
    authz(
      'GET /authz, half of each',
      secrets.flatMap((secret, at) => [secret, unknown[at] ?? '']),
      'any',
    ),
    {
      name: 'POST /verify, valid',
      port,
      requests: secrets.map(token => post(port, '/verify', { ...asked, body: { token, scope: 'contacts.readonly' } })),
      expectedStatus: 200,
    },
    {
      name: 'GET /api/me, valid',
      port,
      requests: secrets.map(secret => get(port, '/api/me', secret)),
      expectedStatus: 200,
    },
  ]
  const figures = await measure(base, targets, {
    ...options,
    onSlice: (name, round) => say(`  round ${round} of ${options.rounds}: ${name}`),
  })
  print(options, 'verify', { text: table(figures), data: { tokens: Number(options.sizes.tokens), figures } })
} finally {
  await children.stop()
  await close()
}
