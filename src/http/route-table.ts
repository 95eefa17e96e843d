import type { FastifyInstance } from 'fastify'
import type { CalledOperation } from '../verify/call-recorder.ts'

/** One served route, as the running server has it. */
export interface ServedRoute {
  method: string
  path: string
  /** What the route says of itself: who may call it. Checks over all routes read it. */
  access: RouteAccess
}

/** Who may call a route, for the reviewer and for the tests that sweep over every route. */
export interface RouteAccess {
  dialect: 'problem' | 'wire' | 'page'
  /** `public` routes ask for no credential. */
  isPublic: boolean
  permission?: string
  scope?: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess
    /** As what a token's calls are counted. */
    operation?: CalledOperation
  }
  interface FastifyInstance {
    routeTable: ServedRoute[]
  }
}

const PAGE: RouteAccess = { dialect: 'page', isPublic: true }

/** Keeps the list of all routes as they are mounted, so that no sweep can leave a new one out. */
export function addRouteTable(app: FastifyInstance): void {
  const table: ServedRoute[] = []
  app.decorate('routeTable', table)
  app.addHook('onRoute', route => {
    const methods = Array.isArray(route.method) ? route.method : [route.method]
    for (const method of methods) table.push({ method, path: route.url, access: route.config?.access ?? PAGE })
  })
}
