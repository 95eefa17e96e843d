import type { FastifyInstance } from 'fastify'
import { listPublishedKeys, type PublishedKey } from '../actions/webhook-keys.ts'
import type { Services } from './services.ts'

/** Receivers fetch the list when they meet a key that they don't know; a short while in a cache does no harm. */
const CACHE = 'public, max-age=300'

/** Publishes the keys behind X-GHL-Signature, as a JWK set with PEM beside each. */
export function mountWebhookKeys(app: FastifyInstance, { deps }: Pick<Services, 'deps'>): void {
  const access = { dialect: 'problem' as const, isPublic: true }
  app.get('/.well-known/webhook-keys.json', { config: { access } }, async (_request, reply) => {
    const keys = await listPublishedKeys(deps)
    return reply
      .header('cache-control', CACHE)
      .type('application/json')
      .send({ keys: keys.map(presentKey) })
  })
}

function presentKey({ id, pem, x, activeFrom, activeUntil }: PublishedKey) {
  return {
    ...{ kid: id, kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', x, pem },
    activeFrom: activeFrom.toISOString(),
    activeUntil: activeUntil?.toISOString() ?? null,
  }
}
