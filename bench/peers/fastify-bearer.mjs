// @fastify/bearer-auth with all keys in memory: no scopes, no limits, no log, no end of a token.
import { randomBytes } from 'node:crypto'
import bearerAuth from '@fastify/bearer-auth'
import { fastify } from 'fastify'

const tokens = Array.from({ length: Number(process.env.PEER_TOKENS) }, () => randomBytes(32).toString('base64url'))
const known = new Set(tokens)
const app = fastify()
await app.register(bearerAuth, { keys: new Set(), auth: key => known.has(key) })
app.get('/check', async () => ({ ok: true }))
await app.listen({ port: 0, host: '127.0.0.1' })
console.log(
  JSON.stringify({
    port: app.server.address().port,
    requests: tokens.slice(0, 1000).map(token => ({ token, path: '/check' })),
    invalid: Array.from({ length: 1000 }, () => ({ token: randomBytes(32).toString('base64url'), path: '/check' })),
  }),
)
