import type { Operation } from '../../crm/operation.ts'

/** What API v1 serves: contacts, read and written, under the shapes of API v2.0. */
const SERVED: readonly string[] = [
  'get-contacts',
  'search-contacts-advanced',
  'get-duplicate-contact',
  'get-contact',
  'create-contact',
  'upsert-contact',
  'update-contact',
  'delete-contact',
]

/** An operation as API v1 has it: the key says which location is meant, so no request must name it. */
export interface LegacyOperation {
  operation: Operation
  /** The part of a request that may name the location all the same. */
  names: 'query' | 'body' | undefined
  isWrite: boolean
}

/** The operations of API v1, out of those of API v2.0. */
export function legacyOperations(operations: readonly Operation[]): LegacyOperation[] {
  return operations
    .filter(({ id }) => SERVED.includes(id))
    .map(operation => {
      const [part] = operation.locationFrom.split('.')
      return {
        operation,
        names: part === 'query' || part === 'body' ? part : undefined,
        isWrite: operation.scope.endsWith('.write'),
      }
    })
}
