import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixedClock } from '../../src/lib/clock.ts'
import { openDatabase } from '../../src/lib/database.ts'
import { USAGE_ROLE } from '../../src/store/api-calls.ts'
import { type CalledOperation, CallRecorder } from '../../src/verify/call-recorder.ts'
import { CallRing } from '../../src/verify/call-ring.ts'
import { CallThread } from '../../src/verify/call-thread.ts'
import { CallWriter } from '../../src/verify/call-writer.ts'
import { startTestHouse, type TestHouse } from '../support/house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await startTestHouse()
})
afterAll(() => house.stop())

const operation: CalledOperation = {
  id: 'get-contact',
  method: 'GET',
  path: '/v2/contacts/:contactId',
  scope: 'contacts.readonly',
}

function newRecorder() {
  const ring = new CallRing(65_536)
  const clock = fixedClock('2026-03-01T22:30:00.000Z')
  const writer = new CallWriter(
    ring,
    openDatabase({ connection: house.testDatabase.owner, role: USAGE_ROLE, connectionsMax: 1 }),
  )
  return { recorder: new CallRecorder({ sink: writer, clock, ring }), clock }
}

describe('calls on their way to the database', () => {
  test('many counts wait for each other ten turns at most, and are written when the node stops', async () => {
    const { recorder } = newRecorder()
    const call = { operation, status: 200, durationMs: 1, requestId: 'abcdefghijklmnop' }
    const client = { ip: '192.0.2.7', userAgent: 'curl', clientName: '' }
    const callAll = () => {
      for (let n = 0; n < 600; n++) {
        const principal = { accountId: house.accountId, integrationId: `int_many_${n}`, tokenId: `tok_${n}` }
        recorder.record({ ...call, principal, client })
      }
    }
    const counted = async () =>
      (
        await house.owner.query(
          `select coalesce(sum(calls), 0)::int as n from usage_hours where integration_id like 'int_many_%'`,
        )
      ).rows[0].n
    for (let turn = 1; turn <= 9; turn++) {
      callAll()
      await recorder.flush()
    }
    expect(await counted()).toBe(0)
    await recorder.flush()
    expect(await counted()).toBe(9 * 600)
    callAll()
    await recorder.close()
    expect(await counted()).toBe(10 * 600)
  })

  test('every call becomes a row, and counts by hour and day', async () => {
    const { recorder, clock } = newRecorder()
    const principal = { accountId: house.accountId, integrationId: 'int_writer', tokenId: 'tok_1' }
    const call = { principal, operation, status: 200, durationMs: 2, requestId: 'abcdefghijklmnop' }
    const client = { ip: '192.0.2.7', userAgent: 'curl/8 ü', clientName: '' }
    for (let i = 0; i < 1000; i++)
      recorder.record({ ...call, client: { ...client, clientName: i % 2 === 0 ? 'even' : 'odd' } })
    recorder.record({ ...call, client, status: 401, missingScope: 'contacts.write' })
    clock.advance('2 hours')
    recorder.record({ ...call, client })
    await recorder.close()
    expect(recorder.counts).toEqual({ waiting: 0, dropped: 0, failed: 0 })
    const { rows } = await house.owner.query(
      `select count(*)::int as calls, count(distinct seq)::int as seqs, min(at) as first, max(at) as last, max(user_agent) as agent,
              max(missing_scope) as missing, max(duration_ms) as ms, min(request_id) as request from api_calls where integration_id = 'int_writer'`,
    )
    expect(rows[0]).toEqual({
      calls: 1002,
      seqs: 1002,
      first: new Date('2026-03-01T22:30:00.000Z'),
      last: new Date('2026-03-02T00:30:00.000Z'),
      agent: 'curl/8 ü',
      missing: 'contacts.write',
      ms: 2,
      request: 'abcdefghijklmnop',
    })
    const hours = await house.owner.query(
      `select hour, status, missing_scope, scope, calls::int, duration_ms_sum from usage_hours where integration_id = 'int_writer' order by hour, status`,
    )
    expect(hours.rows).toEqual([
      {
        hour: new Date('2026-03-01T22:00:00.000Z'),
        status: 200,
        missing_scope: '',
        scope: 'contacts.readonly',
        calls: 1000,
        duration_ms_sum: 2000,
      },
      expect.objectContaining({ status: 401, missing_scope: 'contacts.write', calls: 1 }),
      expect.objectContaining({ hour: new Date('2026-03-02T00:00:00.000Z'), calls: 1 }),
    ])
    const days = await house.owner.query(
      `select day::text, calls::int from usage_days where integration_id = 'int_writer' order by day`,
    )
    expect(days.rows).toEqual([
      { day: '2026-03-01', calls: 1001 },
      { day: '2026-03-02', calls: 1 },
    ])
  })

  test('a thread of its own writes them, and goes on after what the database refused', async () => {
    const ring = new CallRing(1024)
    const recorder = new CallRecorder({
      sink: new CallThread(ring, house.testDatabase.owner),
      clock: fixedClock(),
      ring,
    })
    const principal = { accountId: house.accountId, integrationId: 'int_thread', tokenId: 'tok_1' }
    const client = { ip: '192.0.2.7', userAgent: 'curl/8', clientName: '' }
    const call = { principal, client, operation, status: 200, durationMs: 2, requestId: 'r' }
    for (let i = 0; i < 500; i++) recorder.record(call)
    await house.owner.query(`alter table api_calls rename to api_calls_away`)
    await recorder.flush()
    expect(recorder.counts, 'what the database refuses for good is given up').toEqual({
      waiting: 0,
      dropped: 0,
      failed: 500,
    })
    await house.owner.query(`alter table api_calls_away rename to api_calls`)
    for (let i = 0; i < 700; i++) recorder.record({ ...call, status: 403, missingScope: 'contacts.write' })
    await recorder.close()
    const { rows } = await house.owner.query(
      `select count(*)::int as calls, max(missing_scope) as missing, max(request_id) as request from api_calls where integration_id = 'int_thread'`,
    )
    expect(rows).toEqual([{ calls: 700, missing: 'contacts.write', request: 'r' }])
  })

  test('the role that writes them may read no account’s rows elsewhere, and the server’s role may not write them', async () => {
    const writer = new pg.Client({ ...house.testDatabase.owner, options: '-c role=pit_usage -c app.account_id=*' })
    await writer.connect()
    for (const table of ['tokens', 'integrations', 'crm_contacts', 'accounts', 'audit_entries']) {
      await expect(writer.query(`select from ${table}`), table).rejects.toMatchObject({ code: '42501' })
    }
    await expect(writer.query('create table mine (n int)')).rejects.toMatchObject({ code: '42501' })
    await writer.end()
    const server = new pg.Client({ ...house.testDatabase.owner, options: '-c role=pit_app -c app.account_id=*' })
    await server.connect()
    await expect(server.query(`delete from api_calls`)).rejects.toMatchObject({ code: '42501' })
    await expect(server.query(`update usage_hours set calls = 0`)).rejects.toMatchObject({ code: '42501' })
    await server.end()
  })

  test('days are forgotten one partition at a time, and days of the same name are made once by two at a time', async () => {
    const one = new pg.Client({ ...house.testDatabase.owner, options: '-c role=pit_app' })
    const two = new pg.Client({ ...house.testDatabase.owner, options: '-c role=pit_usage' })
    await Promise.all([one.connect(), two.connect()])
    await Promise.all([
      one.query(`select make_call_partition('2025-01-01')`),
      two.query(`select make_call_partition('2025-01-01')`),
    ])
    await one.query(`select make_call_partition('2025-01-02')`)
    const { rows } = await one.query(`select drop_call_partitions_before('2025-01-02') as dropped`)
    expect(rows).toEqual([{ dropped: 1 }])
    await Promise.all([one.end(), two.end()])
  })
})
