// express + passport-http-bearer + pg: a query for each request, as most do it. Keeps no log, knows no limits.
import { createHash, randomBytes } from 'node:crypto'
import express from 'express'
import passport from 'passport'
import { Strategy } from 'passport-http-bearer'
import pg from 'pg'

const pool = new pg.Pool({ ...JSON.parse(process.env.PEER_DATABASE), max: 10 })
const hashOf = token => createHash('sha256').update(token).digest()
await pool.query('create table peer_tokens (hash bytea primary key, account text not null, scopes text[] not null)')
const tokens = Array.from({ length: Number(process.env.PEER_TOKENS) }, () => randomBytes(32).toString('base64url'))
for (let from = 0; from < tokens.length; from += 50_000) {
  await pool.query(
    "insert into peer_tokens select hash, 'acc', '{contacts.readonly}' from unnest($1::bytea[]) as made (hash)",
    [tokens.slice(from, from + 50_000).map(hashOf)],
  )
}
await pool.query('analyze peer_tokens')
passport.use(
  new Strategy((token, done) => {
    pool.query('select account, scopes from peer_tokens where hash = $1', [hashOf(token)]).then(
      ({ rows }) => done(null, rows[0] ?? false),
      error => done(error),
    )
  }),
)
const app = express()
app.get('/check', passport.authenticate('bearer', { session: false }), (_request, response) =>
  response.json({ ok: true }),
)
const server = app.listen(0, '127.0.0.1', () => {
  console.log(
    JSON.stringify({
      port: server.address().port,
      requests: tokens.slice(0, 1000).map(token => ({ token, path: '/check' })),
      invalid: Array.from({ length: 1000 }, () => ({ token: randomBytes(32).toString('base64url'), path: '/check' })),
    }),
  )
})
