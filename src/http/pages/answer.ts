import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Permission } from '../../domain/permission.ts'
import { readCookie } from '../cookie.ts'
import { checkSeal } from './form-seal.ts'
import { THEMES, type Theme } from './layout.ts'
import type { PageServices } from './page-services.ts'

/** What a page's handler gives back: a page, or where to go. */
export type Answer = { html: string; status?: number } | { redirectTo: string }

/** One page or form as a row of a table. */
export interface PageRoute {
  method: 'GET' | 'POST'
  path: string
  isPublic: boolean
  /** What a person must be allowed to; checked by the action behind the page. */
  permission?: Permission
  handle(request: FastifyRequest, reply: FastifyReply): Promise<Answer>
}

/** Mounts the rows of a table. Forms that need no session are checked here, the others once it is known (visit.ts). */
export function mountPages(app: FastifyInstance, services: PageServices, routes: readonly PageRoute[]): void {
  for (const { method, path, isPublic, permission, handle } of routes) {
    app.route({
      method,
      url: path,
      config: { access: { dialect: 'page', isPublic, ...(permission === undefined ? {} : { permission }) } },
      handler: async (request, reply) => {
        if (method === 'POST' && isPublic) checkSeal(request, services)
        return send(reply, await handle(request, reply))
      },
    })
  }
}

/** Writes an answer. After a form the browser goes on with GET (303), so that a reload sends nothing again. */
export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  if ('redirectTo' in answer) return reply.code(303).header('location', answer.redirectTo).send()
  return reply
    .code(answer.status ?? 200)
    .type('text/html; charset=utf-8')
    .send(answer.html)
}

/** The theme that the person chose in this browser. */
export function themeOf(request: FastifyRequest): Theme {
  const chosen = readCookie(request, THEME_COOKIE)
  return THEMES.find(theme => theme === chosen) ?? 'system'
}

export const THEME_COOKIE = 'pit_theme'

/** One value of the query string; of several the first. */
export function queryOf(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Record<string, unknown>)[name]
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}
