import type { FastifyInstance } from 'fastify'
import { Problem } from '../../domain/problem.ts'
import { buildWireOpenApi } from '../api-v2/openapi.ts'
import type { Services } from '../services.ts'
import { EXPLORER_PAGE, explorerFile } from './explorer.ts'

const PUBLIC = { config: { access: { dialect: 'page', isPublic: true } } } as const
const KEEP_A_DAY = 'public, max-age=86400'

/** The documents of API v2.0, and a page to try both APIs on. */
export function docsPages(services: Services) {
  return async (app: FastifyInstance): Promise<void> => {
    const document = JSON.stringify(buildWireOpenApi(services))
    app.get('/docs/api-v2.json', PUBLIC, async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=300').type('application/json').send(document),
    )
    app.get('/docs/try', PUBLIC, async (_request, reply) => reply.type('text/html; charset=utf-8').send(EXPLORER_PAGE))
    app.get('/docs/try/:name', PUBLIC, async (request, reply) => {
      const { name } = request.params as { name: string }
      const file = explorerFile(name)
      if (file === undefined) throw new Problem('route_not_found')
      return reply.header('cache-control', KEEP_A_DAY).type(file.type).send(file.bytes)
    })
  }
}
