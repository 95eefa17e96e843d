import type { FastifyInstance } from 'fastify'
import type { Services } from './services.ts'

const CACHE = 'public, max-age=300'

/** RFC 8414: where libraries and gateways that speak OAuth find introspection and revocation, and how they show who they are. */
export function mountOauthMetadata(app: FastifyInstance, { publicUrl }: Pick<Services, 'publicUrl'>): void {
  const access = { dialect: 'problem' as const, isPublic: true }
  const home = `${publicUrl.origin}${publicUrl.pathname.replace(/\/$/, '')}`
  const metadata = {
    issuer: publicUrl.origin,
    introspection_endpoint: `${home}/oauth/introspect`,
    introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    revocation_endpoint: `${home}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: ['none'],
    // Tokens are made by admins, not by a flow.
    response_types_supported: [],
    grant_types_supported: [],
  }
  app.get('/.well-known/oauth-authorization-server', { config: { access } }, async (_request, reply) =>
    reply.header('cache-control', CACHE).type('application/json').send(metadata),
  )
}
