import { describe, expect, it } from 'vitest'
import { type SetupRights, setupFaults } from './setup-rights.ts'

const rights: SetupRights = {
  user: 'owner',
  encoding: 'UTF8',
  postgresMajor: 18,
  schema: 'public',
  mayCreateTables: true,
  rolesThere: [],
  rolesHeld: [],
  isSuperuser: false,
  hasCreateRole: true,
}
const faultsOf = (change: Partial<SetupRights>) => setupFaults({ ...rights, ...change }, ['pit_app', 'pit_usage'])

describe('what stands in the way of a first start', () => {
  it('is nothing where the role can be made, or is there and given', () => {
    expect(faultsOf({})).toEqual([])
    expect(
      faultsOf({ hasCreateRole: false, rolesThere: ['pit_app', 'pit_usage'], rolesHeld: ['pit_app', 'pit_usage'] }),
    ).toEqual([])
  })

  it.each<[string, Partial<SetupRights>, RegExp]>([
    [
      'an owner who may make no role',
      { hasCreateRole: false },
      /ALTER ROLE owner CREATEROLE", or "CREATE ROLE pit_app NOLOGIN; CREATE ROLE pit_usage NOLOGIN; GRANT pit_app, pit_usage TO owner/,
    ],
    ['a role that is not given to the owner', { rolesThere: ['pit_app'] }, /"GRANT pit_app TO owner"/],
    ['an odd name, quoted', { hasCreateRole: false, user: 'Mara"s' }, /ALTER ROLE "Mara""s" CREATEROLE/],
    [
      'a schema without rights',
      { mayCreateTables: false },
      /GRANT USAGE, CREATE ON SCHEMA public TO owner WITH GRANT OPTION/,
    ],
    ['another encoding', { encoding: 'SQL_ASCII' }, /ENCODING 'UTF8' TEMPLATE template0/],
    ['an old server', { postgresMajor: 14 }, /use 15 or newer/],
  ])('is %s', (_, change, says) => {
    const faults = faultsOf(change)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(says)
  })

  it('is told all at once', () => expect(faultsOf({ mayCreateTables: false, encoding: 'LATIN1' })).toHaveLength(2))
})
