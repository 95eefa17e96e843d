import { describe, expect, it } from 'vitest'
import { type Finding, judgeDatabase, judgeFolder, judgeNode, judgePort, judgeServer, judgeSpace } from './findings.ts'
import type { DatabaseFacts } from './ports.ts'

const facts: DatabaseFacts = {
  version: '18.4',
  place: 'embedded',
  schemaVersion: 5,
  schemaVersionNeeded: 5,
  setupFaults: [],
  liveNodeIds: [],
  keys: { state: 'match' },
  clockOffsetMs: -3,
  role: {
    name: 'pit_app',
    exists: true,
    isAssumable: true,
    isSuperuser: false,
    bypassesRowSecurity: false,
    tablesOwned: 0,
    canRewriteAudit: false,
  },
  tenantTables: { all: 21, unguarded: [] },
}
const problems = (findings: Finding[]) => findings.filter(({ status }) => status === 'problem')
const problemsWith = (change: Partial<DatabaseFacts>) => problems(judgeDatabase({ ...facts, ...change }))
const withRole = (change: Partial<DatabaseFacts['role']>) => problemsWith({ role: { ...facts.role, ...change } })

describe('the doctor', () => {
  it('finds nothing wrong with a database as it should be', () => expect(problemsWith({})).toEqual([]))

  it.each<[string, Finding[], RegExp]>([
    ['a PostgreSQL that is too old', problemsWith({ version: '14.2' }), /14\.2 is too old/],
    ['a schema that is behind', problemsWith({ schemaVersion: 4 }), /needs 5/],
    ['a schema of a later release', problemsWith({ schemaVersion: 6 }), /needs 5/],
    [
      'keys of another database',
      problemsWith({ keys: { state: 'fault', fault: 'Put the old key back.' } }),
      /not right/,
    ],
    ['a clock that is far off', problemsWith({ clockOffsetMs: 90_000 }), /90000 ms/],
    [
      'an owner who may not make the roles',
      problemsWith({ setupFaults: ['Run "ALTER ROLE owner CREATEROLE".'] }),
      /first start/,
    ],
    ['a missing role', withRole({ exists: false }), /is missing/],
    ['a role that can’t be taken on', withRole({ isAssumable: false }), /may not be taken on/],
    ['a role with too much power', withRole({ isSuperuser: true }), /superuser/],
    ['a role that no wall holds', withRole({ bypassesRowSecurity: true }), /bypasses/],
    ['a role that owns tables', withRole({ tablesOwned: 2 }), /owns 2 tables/],
    ['a role that can rewrite history', withRole({ canRewriteAudit: true }), /audit log/],
    [
      'a table without row-level security',
      problemsWith({ tenantTables: { all: 21, unguarded: ['tokens'] } }),
      /tokens/,
    ],
    ['an old Node', [judgeNode('20.20.2')], /too old/],
    ['a full disk', [judgeSpace(100_000_000)], /0\.1 GB/],
    ['a server that is not ready', [judgePort('not_ready', 'http://127.0.0.1:3000')], /not ready/],
    ['a stranger on the port', [judgePort('other', 'http://127.0.0.1:3000')], /another program/],
  ])('names %s and says what to do', (_, findings, says) => {
    expect(findings).toHaveLength(1)
    expect(findings[0]?.status).toBe('problem')
    expect(findings[0]?.says).toMatch(says)
    expect(findings[0]?.remedy?.length).toBeGreaterThan(15)
  })

  it('does not complain of what a first start will make', () => {
    expect(problemsWith({ keys: { state: 'none' } })).toEqual([])
    expect(judgeFolder({ path: 'data', exists: false, isWritable: false }).status).toBe('skipped')
    expect(judgePort('free', 'http://127.0.0.1:3000').status).toBe('ok')
  })
})

describe('the data folder', () => {
  const folder = { path: 'data', exists: true, isWritable: true, mode: 0o40700, keysMode: 0o100600 }

  it('is fine when its owner alone can write it and read the keys', () => expect(judgeFolder(folder).status).toBe('ok'))

  it.each([
    ['keys that others can read', { ...folder, keysMode: 0o100640 }, /keys\.json can be read/],
    ['a folder that others can write', { ...folder, mode: 0o40777 }, /written by other users/],
    ['a folder that can’t be written', { ...folder, isWritable: false }, /cannot be written/],
  ])('is not with %s', (_, found, says) => {
    const finding = judgeFolder(found)
    expect(finding.status).toBe('problem')
    expect(finding.says).toMatch(says)
  })
})

describe('the server at the port', () => {
  const address = 'http://127.0.0.1:3000'

  it('is this database’s own, when its node holds a lease there', () => {
    expect(judgeServer({ state: 'ready', address, nodeId: 'node_1', liveNodeIds: ['node_1'] }).status).toBe('ok')
    expect(judgeServer({ state: 'ready', address, nodeId: 'node_1' }).status).toBe('ok')
  })

  it.each([
    [[], /No server runs on this one/],
    [['node_2'], /runs at another address/],
  ])('is that of another database, when it holds none (%j)', (liveNodeIds, remedy) => {
    const finding = judgeServer({ state: 'ready', address, nodeId: 'node_1', liveNodeIds })
    expect(finding).toMatchObject({ status: 'problem', says: expect.stringContaining('another database') })
    expect(finding.remedy).toMatch(remedy)
  })

  it('runs elsewhere, when the port is free and the database has a node', () => {
    const finding = judgeServer({ state: 'free', address, liveNodeIds: ['node_2'] })
    expect(finding).toMatchObject({ status: 'ok', says: expect.stringContaining('another address') })
  })
})
