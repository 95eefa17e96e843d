import type { FastifyInstance } from 'fastify'
import { Problem } from '../../domain/problem.ts'
import { logError } from '../error-log.ts'
import { readError } from '../read-error.ts'
import { forbidCaching } from '../response-headers.ts'
import { mountPages, send } from './answer.ts'
import { sendAsset } from './assets.ts'
import { confirmEmailRoutes } from './confirm-email-routes.ts'
import { confirmIdentityPath, confirmIdentityRoutes } from './confirm-identity-routes.ts'
import { entryRoutes } from './entry-routes.ts'
import { errorsRoutes } from './errors-page.ts'
import { acceptOnlyForms } from './form.ts'
import { inviteRoutes } from './invite-routes.ts'
import type { PageServices } from './page-services.ts'
import { passwordResetRoutes } from './password-reset-routes.ts'
import { sendProblemPage, sendUnexpectedPage } from './problem-page.ts'
import { setupRoutes } from './setup-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The server-rendered pages as a Fastify plugin: sign-in, first run, error codes, and their files. */
export function pages(services: PageServices) {
  return async (app: FastifyInstance): Promise<void> => {
    acceptOnlyForms(app)
    forbidCaching(app)
    allowOriginOverHttp(app, services)
    app.setErrorHandler((error, request, reply) => {
      const problem = readError(error, request)
      if (problem?.code === 'reauthentication_required') {
        return send(reply, { redirectTo: confirmIdentityPath(request) })
      }
      logError(services.deps.log, request, { error, problem })
      return problem === undefined ? sendUnexpectedPage(request, reply) : sendProblemPage(request, reply, problem)
    })
    app.get('/assets/:name', { config: { access: { dialect: 'page', isPublic: true } } }, async (request, reply) => {
      if (!sendAsset(request, reply)) throw new Problem('route_not_found')
      return reply
    })
    mountPages(app, services, [
      ...entryRoutes(services),
      ...signInRoutes(services),
      ...confirmIdentityRoutes(services),
      ...inviteRoutes(services),
      ...passwordResetRoutes(services),
      ...confirmEmailRoutes(services),
      ...setupRoutes(services),
      ...errorsRoutes,
    ])
  }
}

/**
 * Under `no-referrer` a browser sends a form's Origin as "null", and Sec-Fetch-Site only over https or to loopback. On
 * plain http to another host a form could then not be told from a foreign one, so there pages allow their own Origin.
 */
function allowOriginOverHttp(app: FastifyInstance, { publicUrl }: PageServices): void {
  if (publicUrl.protocol === 'https:' || LOOPBACK.has(publicUrl.hostname)) return
  app.addHook('onRequest', async (_request, reply) => void reply.header('referrer-policy', 'same-origin'))
}
