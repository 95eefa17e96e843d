import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { listAccountsOf } from '../../actions/accounts.ts'
import { Problem } from '../../domain/problem.ts'
import { authenticateSession } from '../authenticate.ts'
import type { Caller } from '../caller.ts'
import { logError } from '../error-log.ts'
import { send, themeOf } from '../pages/answer.ts'
import { messagePage } from '../pages/message-page.ts'
import { sendProblemPage, sendUnexpectedPage } from '../pages/problem-page.ts'
import { readError } from '../read-error.ts'
import type { Services } from '../services.ts'
import { CONSOLE_FOLDER, consoleBuildIn } from './console-build.ts'
import { sendPage } from './page.ts'
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
      const caller = await enter(request, services)
      if (caller === undefined) return send(reply, { redirectTo: signInPath(request) })
      const build = currentBuild()
      if (build === undefined) return sendNotBuilt(request, reply)
      const { accountId } = request.params as { accountId: string }
      return sendPage(services, build, { request, reply, caller, accountId })
    })
  }
}

/** Nobody for who is not signed in; for a stranger to the account there is nothing here. */
async function enter(request: FastifyRequest, services: Services): Promise<Caller | undefined> {
  const caller = await authenticateSession(request, services)
  if (caller === undefined) return undefined
  const { accountId } = request.params as { accountId: string }
  const accounts = ACCOUNT_ID.test(accountId) ? await listAccountsOf(services.deps, caller.actor) : []
  if (!accounts.some(({ account }) => account.id === accountId)) throw new Problem('route_not_found')
  return caller
}

function signInPath(request: FastifyRequest): string {
  return `/sign-in?${new URLSearchParams({ next: request.url })}`
}

function sendNotBuilt(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body =
    'This server was started without its console. Stop it and start it with “npm start”, which builds the console first; the API and the command line work meanwhile.'
  const html = messagePage(themeOf(request), { title: 'The console is not built', body })
  return send(reply, { html, status: 503 })
}
