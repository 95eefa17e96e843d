// oidc-provider's introspection endpoint with its store in memory, which holds 200 tokens however many are asked for.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import Provider from 'oidc-provider'

const client = {
  client_id: 'platform',
  client_secret: 'a secret of this run alone',
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
}
const provider = new Provider('http://127.0.0.1', {
  clients: [client],
  features: {
    introspection: { enabled: true, allowedPolicy: () => true },
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
  },
})
const server = provider.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address()
const authorization = `Basic ${Buffer.from(`${client.client_id}:${encodeURIComponent(client.client_secret)}`).toString('base64')}`
const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
const requests = []
for (let made = 0; made < 200; made++) {
  const reply = await fetch(`http://127.0.0.1:${port}/token`, {
    method: 'POST',
    headers,
    body: 'grant_type=client_credentials',
  })
  const { access_token: token } = await reply.json()
  requests.push({ path: '/token/introspection', authorization, form: `token=${token}` })
}
const invalid = Array.from({ length: 200 }, () => ({
  ...{ path: '/token/introspection', authorization, form: `token=${randomBytes(32).toString('base64url')}` },
}))
console.log(JSON.stringify({ port, requests, invalid, invalidStatus: 200 }))
