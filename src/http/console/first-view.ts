import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FirstView } from '../../contract/first-view.ts'
import { Problem } from '../../domain/problem.ts'
import type { Caller } from '../caller.ts'
import { getLabs } from '../management/accounts.ts'
import { listIntegrations, summarizeIntegrations } from '../management/integrations.ts'
import { listNotifications } from '../management/notifications.ts'
import type { AnyHandler, Call } from '../management/route.ts'
import { getMe } from '../management/session.ts'
import type { Services } from '../services.ts'

/** As many as the console asks for itself (console/src/api/). */
const INTEGRATIONS = 100
const BELL_LINES = 6

/** A visit of a signed-in person to a page of an account. */
export interface Visit {
  request: FastifyRequest
  reply: FastifyReply
  caller: Caller
  accountId: string
}

/** Reads what a page shows first, by the same operations that the person would call, with the same answers. */
export async function readFirstView(services: Services, visit: Visit, isList: boolean): Promise<FirstView> {
  const read = (handler: AnyHandler, query = {}) => answerOf(handler, callOf(services, visit, query))
  const [me, labs, bell, integrations, summary] = await Promise.all([
    read(getMe),
    read(getLabs),
    read(listNotifications, { limit: BELL_LINES }),
    isList ? read(listIntegrations, { limit: INTEGRATIONS }) : undefined,
    isList ? read(summarizeIntegrations) : undefined,
  ])
  return { readAtMs: services.deps.clock.now().getTime(), me, labs, bell, integrations, summary } as FirstView
}

/** Nothing where the person may not read it: the console asks, and says so. */
async function answerOf(handler: AnyHandler, call: Call<never>): Promise<unknown> {
  try {
    return handler.present(await handler.run(call), call)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

function callOf(services: Services, { request, reply, caller, accountId }: Visit, query: object): Call<never> {
  const params = { accountId } as Call<never>['params']
  const nothing = { body: undefined as never, ifVersion: undefined }
  return { services, deps: services.deps, request, reply, caller, params, query: query as never, ...nothing }
}
