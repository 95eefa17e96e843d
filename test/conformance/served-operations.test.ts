import { describe, expect, test } from 'vitest'
import { operations } from '../../src/crm/operations.ts'
import { SCOPES } from '../../src/domain/scope.ts'
import { documentedOperation, isWireContractPresent, replyFaults } from '../support/wire-contract.ts'
import { NULLABLE_PLACES, OPTIONAL, SCHEMA_EXTRAS, SCHEMA_FIXES } from '../support/wire-overlay.ts'

const modules = new Set(operations.map(({ module }) => module))

describe.runIf(isWireContractPresent)('the published documents', () => {
  test('know each of the 90 served operations by its id, method, path and success status', () => {
    const unknown = operations.filter(operation => {
      const statuses = Object.keys(documentedOperation(operation)?.responses ?? {})
      return !statuses.includes(String(operation.status))
    })
    expect([operations.length, unknown.map(({ id }) => id)]).toEqual([90, []])
  })

  test('every served operation has a scope, and the catalogue knows it', () => {
    const known = new Set(SCOPES.map(({ scope }) => scope))
    expect(operations.filter(({ scope }) => scope === '' || !known.has(scope)).map(({ id }) => id)).toEqual([])
  })

  test('every entry of the overlay matches something in the document of a module that is served', () => {
    const overlay = [...SCHEMA_FIXES, ...OPTIONAL, ...SCHEMA_EXTRAS]
    expect(overlay.filter(({ module }) => !modules.has(module))).toEqual([])
    const served = new Set(operations.map(({ id }) => id))
    expect(NULLABLE_PLACES.filter(({ operationId }) => !served.has(operationId))).toEqual([])
    // Reading a module's document applies its entries, and throws for one that matches nothing.
    for (const operation of operations) expect(replyFaults(operation, 500, {})).not.toEqual([])
    for (const module of modules) {
      const one = operations.find(operation => operation.module === module)
      expect(one && documentedOperation(one)).toBeDefined()
    }
    expect(overlay.length + NULLABLE_PLACES.length).toBeGreaterThan(15)
  })
})
