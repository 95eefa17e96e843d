// better-auth's api-key plugin on SQLite or PostgreSQL, its own rate limit off: POST /verify-key as a server would call it.
import { createServer } from 'node:http'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import pg from 'pg'

const plugin = await import('@better-auth/api-key').catch(() => import('better-auth/plugins'))
const database =
  process.env.PEER_KIND === 'sqlite'
    ? new (await import('node:sqlite')).DatabaseSync(process.env.PEER_FILE)
    : new pg.Pool({ ...JSON.parse(process.env.PEER_DATABASE), max: 10 })
const auth = betterAuth({
  database,
  baseURL: 'http://127.0.0.1',
  secret: 'a secret of this run alone, long enough',
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  logger: { disabled: true },
  plugins: [plugin.apiKey({ rateLimit: { enabled: false } })],
})
const { runMigrations } = await getMigrations(auth.options)
await runMigrations()
const { user } = await auth.api.signUpEmail({
  body: { email: 'a@example.com', password: 'a long enough pass phrase', name: 'A' },
})
const tokens = []
for (let made = 0; made < Math.min(200, Number(process.env.PEER_TOKENS)); made++) {
  const { key } = await auth.api.createApiKey({ body: { userId: user.id, name: `key ${made}` } })
  tokens.push(key)
}
await fillUp(Number(process.env.PEER_TOKENS) - tokens.length)
const server = createServer((request, response) => {
  const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  auth.api.verifyApiKey({ body: { key } }).then(
    ({ valid }) => response.writeHead(valid ? 200 : 401, { 'content-length': '0' }).end(),
    () => response.writeHead(500, { 'content-length': '0' }).end(),
  )
})
server.listen(0, '127.0.0.1', () => {
  console.log(
    JSON.stringify({
      port: server.address().port,
      requests: tokens.map(token => ({ token, path: '/check' })),
      invalid: tokens.map(token => ({ token: [...token].reverse().join(''), path: '/check' })),
    }),
  )
})

/** Copies of a row under keys that nobody knows, until the table is as large as asked for. */
async function fillUp(rows) {
  if (rows <= 0) return
  const isSqlite = process.env.PEER_KIND === 'sqlite'
  const one = 'select * from apikey limit 1'
  const [row] = isSqlite ? database.prepare(one).all() : (await database.query(one)).rows
  const names = Object.keys(row)
  const random = isSqlite ? 'lower(hex(randomblob(16)))' : "replace(gen_random_uuid()::text, '-', '')"
  const values = names.map(name => (name === 'id' || name === 'key' ? `${random} || ${random}` : `"${name}"`))
  const numbers = isSqlite
    ? `(with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows}) select i from n)`
    : `generate_series(1, ${rows})`
  const fill = `insert into apikey (${names.map(name => `"${name}"`).join(', ')}) select ${values.join(', ')} from (${one}) as one, ${numbers} as numbers`
  if (isSqlite) database.exec(fill)
  else await database.query(fill)
  if (!isSqlite) await database.query('analyze apikey')
}
