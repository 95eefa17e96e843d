import { describe, expect, it } from 'vitest'
import { fixedClock } from '../lib/clock.ts'
import { type CalledOperation, type CallerTold, CallRecorder, type CallSink } from './call-recorder.ts'
import { CallRing, type RingRow } from './call-ring.ts'

const operation: CalledOperation = { id: 'get-contact', method: 'GET', path: '/v2/contacts/:contactId' }
const principal = (token = 'tok_a') => ({ accountId: 'acc_a', integrationId: 'int_a', tokenId: token })
const client = (name = '') => ({ ip: '2001:db8::7', userAgent: 'curl/8', clientName: name })

/** A sink that keeps what it is told and writes when it is let. */
function recordingSink(ring: CallRing) {
  const told = {
    callers: [] as CallerTold[],
    operations: [] as string[],
    scopes: [] as string[],
    rows: [] as RingRow[],
  }
  const forgotten: number[] = []
  const sink: CallSink = {
    tellCaller: caller => void told.callers.push(caller),
    tellOperation: (_number, { id }) => void told.operations.push(id),
    tellScope: (_number, scope) => void told.scopes.push(scope),
    forgetCallersBelow: number => void forgotten.push(number),
    async write(from, to) {
      for (let at = from; at < to; at++)
        told.rows.push({ ...ring.get(at), requestId: Buffer.from(ring.requestIdBytes(at)).toString() })
      return { done: to - from, givenUp: 0 }
    },
    close: async () => {},
  }
  return { sink, told, forgotten }
}

function setUp(capacity = 16) {
  const ring = new CallRing(capacity)
  const clock = fixedClock()
  const kept = recordingSink(ring)
  return { recorder: new CallRecorder({ sink: kept.sink, clock, ring }), clock, ...kept }
}

const call = { principal: principal(), client: client(), operation, status: 200, durationMs: 1.5, requestId: 'r1' }

describe('the call recorder', () => {
  it('hands over each call once, in order, with what repeats told once', async () => {
    const { recorder, told, clock } = setUp()
    recorder.record(call)
    recorder.record({ ...call, status: 401, missingScope: 'contacts.write', requestId: 'r2' })
    await recorder.flush()
    recorder.record({ ...call, client: client('nightly') })
    await recorder.flush()
    expect(told.rows).toEqual([
      {
        atMs: clock.now().getTime(),
        caller: 0,
        operation: 0,
        missingScope: 0,
        status: 200,
        durationMs: 1.5,
        requestId: 'r1',
      },
      expect.objectContaining({ caller: 0, status: 401, missingScope: 1, requestId: 'r2' }),
      expect.objectContaining({ caller: 1, requestId: 'r1' }),
    ])
    expect(told.callers.map(({ network, clientName }) => [network, clientName])).toEqual([
      ['2001:db8:0:0::/64', ''],
      ['2001:db8:0:0::/64', 'nightly'],
    ])
    expect(told.operations).toEqual(['get-contact'])
    expect(told.scopes).toEqual(['contacts.write'])
  })

  it('drops and counts what does not fit, and takes calls again when there is room', async () => {
    const { recorder, told } = setUp()
    for (let i = 0; i < 20; i++) recorder.record(call)
    expect(recorder.counts).toEqual({ waiting: 16, dropped: 4, failed: 0 })
    await recorder.flush()
    recorder.record(call)
    await recorder.flush()
    expect(recorder.counts).toEqual({ waiting: 0, dropped: 4, failed: 0 })
    expect(told.rows).toHaveLength(17)
  })

  it('keeps calls while the database is away, and counts those that it refused for good', async () => {
    const { recorder, sink } = setUp()
    const { write } = sink
    sink.write = async () => Promise.reject(new Error('away'))
    recorder.record(call)
    await expect(recorder.flush()).rejects.toThrow('away')
    expect(recorder.counts).toEqual({ waiting: 1, dropped: 0, failed: 0 })
    sink.write = async (from, to) => ({ ...(await write(from, to)), givenUp: 1 })
    await recorder.flush()
    expect(recorder.counts).toEqual({ waiting: 0, dropped: 0, failed: 1 })
  })

  it('tells a token’s invented names apart up to 200, the rest as one', async () => {
    const { recorder, told } = setUp(1024)
    for (let i = 0; i < 500; i++) recorder.record({ ...call, client: client(`name ${i}`) })
    await recorder.flush()
    expect(told.callers).toHaveLength(201)
    expect(told.callers.at(-1)).toMatchObject({ network: '(others)', clientName: '' })
    expect(new Set(told.rows.slice(200).map(row => row.caller))).toEqual(new Set([200]))
  })

  it('forgets callers after ten minutes, once their rows are written', async () => {
    const { recorder, forgotten, clock } = setUp()
    recorder.record(call)
    clock.advance('11 minutes')
    recorder.record(call)
    await recorder.flush()
    expect(forgotten).toEqual([1])
  })
})
