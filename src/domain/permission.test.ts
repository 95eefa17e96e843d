import { describe, expect, test } from 'vitest'
import {
  coveredBy,
  effectivePermissions,
  FIXED_ROLES,
  isAllowed,
  isPermission,
  PERMISSION_NAMES,
} from './permission.ts'

const CREATE = 'privateIntegrations.create'
const MANAGE = 'privateIntegrations.manage'

describe('what decides', () => {
  test('the role, when nothing is said of the person', () => {
    expect(isAllowed({ role: 'admin', overrides: {} }, CREATE)).toBe(true)
    expect(isAllowed({ role: 'developer', overrides: {} }, CREATE)).toBe(false)
  })

  test('the covering right before the role, in both directions', () => {
    expect(isAllowed({ role: 'developer', overrides: { [MANAGE]: true } }, CREATE)).toBe(true)
    expect(isAllowed({ role: 'admin', overrides: { [MANAGE]: false } }, CREATE)).toBe(false)
  })

  test('the exact right before the covering one, in both directions', () => {
    expect(isAllowed({ role: 'admin', overrides: { [MANAGE]: false, [CREATE]: true } }, CREATE)).toBe(true)
    expect(isAllowed({ role: 'user', overrides: { [MANAGE]: true, [CREATE]: false } }, CREATE)).toBe(false)
  })

  test('a right for a part says nothing of the whole, nor of other parts', () => {
    const member = { role: 'user' as const, overrides: { [CREATE]: true } }
    expect(effectivePermissions(member)).toEqual([CREATE])
  })
})

describe('the roles', () => {
  test.each([
    ['admin', [...PERMISSION_NAMES]],
    ['developer', ['privateIntegrations.view', 'webhooks.view', 'webhooks.manage', 'usage.view', 'members.view']],
    ['viewer', ['privateIntegrations.view', 'webhooks.view', 'apiKeys.view', 'usage.view', 'audit.view']],
    ['user', []],
  ] as const)('%s may by default exactly %j', (role, permissions) => {
    expect(effectivePermissions({ role, overrides: {} })).toEqual(permissions)
  })

  test('nobody but an admin may change members, by default', () => {
    const others = FIXED_ROLES.filter(role => role !== 'admin')
    expect(others.filter(role => isAllowed({ role, overrides: {} }, 'members.manage'))).toEqual([])
  })
})

test('names from outside are permissions only when they stand in the list', () => {
  expect(PERMISSION_NAMES.every(isPermission)).toBe(true)
  for (const name of ['', 'manage', 'toString', '__proto__', 'constructor', 'privateIntegrations.Manage']) {
    expect(isPermission(name), name).toBe(false)
  }
})

test('managing covers creating, rotating, editing and deleting, and nothing covers itself', () => {
  expect(coveredBy(MANAGE)).toEqual([
    CREATE,
    'privateIntegrations.rotate',
    'privateIntegrations.edit',
    'privateIntegrations.delete',
  ])
  expect(PERMISSION_NAMES.filter(name => name !== MANAGE).flatMap(coveredBy)).toEqual([])
})
