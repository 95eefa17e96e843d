import type { Operation } from '../../src/crm/operation.ts'
import { operations } from '../../src/crm/operations.ts'
import { replyFaults } from '../support/wire-contract.ts'

/** What a client was answered, held against the published documents while it goes on. */
export interface ReplyWatch {
  /** Ids of the operations that answered with success. */
  succeeded: Set<string>
  faults: string[]
  see(reply: { method: string; url: string; status: number; body: unknown }): void
}

/** The modules that a pair of test files drives, one file for each client. Together they are all that is served. */
export const DRIVEN = {
  people: ['contacts', 'locations', 'users'],
  deals: ['opportunities', 'businesses'],
  calendars: ['calendars'],
} as const

/** Served operations of these modules that were not called with success. */
export function notCalled(watch: ReplyWatch, modules: readonly string[]): string[] {
  const ours = operations.filter(operation => modules.includes(operation.module))
  return ours.map(operation => operation.id).filter(id => !watch.succeeded.has(id))
}

/** The rows of the route table with fixed words before those with parameters: /contacts/search is no contact's id. */
const ROUTES = operations
  .map(operation => ({ operation, pattern: patternOf(operation.path) }))
  .toSorted((a, b) => parameterCount(a.operation) - parameterCount(b.operation))

export function watchReplies(): ReplyWatch {
  const succeeded = new Set<string>()
  const faults: string[] = []
  return {
    succeeded,
    faults,
    see({ method, url, status, body }) {
      const path = new URL(url).pathname.replace(/^\/v2/, '')
      const route = ROUTES.find(one => one.operation.method === method && one.pattern.test(path))
      if (route === undefined) {
        faults.push(`${method} ${path} is no served operation`)
        return
      }
      const { operation } = route
      faults.push(...replyFaults(operation, status, body).map(fault => `${operation.id} ${status}: ${fault}`))
      if (status < 300) succeeded.add(operation.id)
    },
  }
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}/?$`)
}

function parameterCount({ path }: Operation): number {
  return path.split(':').length
}
