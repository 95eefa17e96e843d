import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { listAccountsOf } from '../../actions/accounts.ts'
import { Problem } from '../../domain/problem.ts'
import { authenticateSession } from '../authenticate.ts'
import { logError } from '../error-log.ts'
import { send, themeOf } from '../pages/answer.ts'
import type { Theme } from '../pages/layout.ts'
import { messagePage } from '../pages/message-page.ts'
import { sendProblemPage, sendUnexpectedPage } from '../pages/problem-page.ts'
import { readError } from '../read-error.ts'
import type { Services } from '../services.ts'
import { CONSOLE_FOLDER, consoleBuildIn } from './console-build.ts'
import { sendConsoleFile } from './send-asset.ts'

/**
 * What the console owns: everything below an account's address that no server-rendered page has a row for. A page is handed
 * over by taking its row away there (src/http/pages/).
 */
const OWNED = '/accounts/:accountId/*'

const ACCOUNT_ID = /^acc_[0-9A-Za-z]{20}$/

/** The console as a Fastify plugin: one page for all its addresses, and the files of the build. */
export function consolePages(services: Services, folder = CONSOLE_FOLDER) {
  const currentBuild = consoleBuildIn(folder)
  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler((error, request, reply) => {
      const problem = readError(error, request)
      logError(services.deps.log, request, { error, problem })
      return problem === undefined ? sendUnexpectedPage(request, reply) : sendProblemPage(request, reply, problem)
    })
    app.get('/console/:name', { config: { access: { dialect: 'page', isPublic: true } } }, (request, reply) => {
      const { name } = request.params as { name: string }
      const file = currentBuild()?.files.get(name)
      if (file === undefined) throw new Problem('route_not_found')
      return sendConsoleFile(request, reply, file)
    })
    app.get(OWNED, { config: { access: { dialect: 'page', isPublic: false } } }, async (request, reply) => {
      reply.header('cache-control', 'no-store')
      if (!(await mayEnter(request, services))) return send(reply, { redirectTo: signInPath(request) })
      const build = currentBuild()
      return build === undefined ? sendNotBuilt(request, reply) : sendPage(reply, build.page, themeOf(request))
    })
  }
}

/** False for who is not signed in; for a stranger to the account there is nothing here. */
async function mayEnter(request: FastifyRequest, services: Services): Promise<boolean> {
  const caller = await authenticateSession(request, services)
  if (caller === undefined) return false
  const { accountId } = request.params as { accountId: string }
  const accounts = ACCOUNT_ID.test(accountId) ? await listAccountsOf(services.deps, caller.actor) : []
  if (!accounts.some(({ account }) => account.id === accountId)) throw new Problem('route_not_found')
  return true
}

function signInPath(request: FastifyRequest): string {
  return `/sign-in?${new URLSearchParams({ next: request.url })}`
}

/** The theme stands in the page from its first byte on: no flash, and no script but the build's own. */
function sendPage(reply: FastifyReply, page: string, theme: Theme): FastifyReply {
  const themed = theme === 'system' ? page : page.replace('<html ', `<html data-theme="${theme}" `)
  return reply.type('text/html; charset=utf-8').send(themed)
}

function sendNotBuilt(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body =
    'This server was started without its console. Stop it and start it with “npm start”, which builds the console first; the API and the command line work meanwhile.'
  const html = messagePage(themeOf(request), { title: 'The console is not built', body })
  return send(reply, { html, status: 503 })
}
