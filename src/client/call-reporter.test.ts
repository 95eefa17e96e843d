import { describe, expect, it, vi } from 'vitest'
import { CallReporter, type Decided, type Report, type SendReport } from './call-reporter.ts'
import type { Identity } from './identity.ts'

const identity: Identity = {
  account: { id: 'acc_1', kind: 'location', companyId: 'c' },
  integration: { id: 'int_1', name: 'One' },
  token: { id: 'tok_1', retiring: false },
  scopes: [],
  endsAt: null,
}
const decided = (atMs: number, more: Partial<Decided> = {}): Decided => ({
  ...{ identity, call: { ip: '192.0.2.7', userAgent: 'shop/1.0', label: 'list-orders' }, status: 200, atMs },
  ...more,
})
const open = (send: SendReport) => new CallReporter({ send, everyMs: 1000, onTold: () => {} })

describe('calls that a process tells the server of', () => {
  it('are sent once in a while, alike ones together, each with its time', async () => {
    const sent: Report[] = []
    const reporter = open(async report => {
      sent.push(report)
      return undefined
    })
    reporter.note(decided(5000.4))
    reporter.note(decided(5003))
    reporter.note(decided(5001, { status: 403, missingScope: 'users.readonly' }))
    await reporter.close()
    const place = { accountId: 'acc_1', integrationId: 'int_1', tokenId: 'tok_1' }
    const client = { ip: '192.0.2.7', userAgent: 'shop/1.0', clientName: '', label: 'list-orders' }
    expect(sent).toEqual([
      {
        since: 5000,
        calls: [
          { ...place, ...client, status: 200, at: [0, 3] },
          { ...place, ...client, status: 403, missingScope: 'users.readonly', at: [1] },
        ],
      },
    ])
  })

  it('wait while the server is away, in their order, and go in pieces that it reads', async () => {
    const answers: ('later' | undefined)[] = ['later']
    const send = vi.fn<SendReport>(async () => answers.shift())
    const reporter = open(send)
    for (let at = 0; at < 9000; at++) reporter.note(decided(at))
    await reporter.flush()
    for (let at = 9000; at < 9999; at++) reporter.note(decided(at))
    for (let other = 0; other < 150; other++) reporter.note(decided(9999, { call: { ip: `192.0.2.${other}` } }))
    await reporter.close()
    const sizes = send.mock.calls.slice(1).map(([{ calls }]) => calls.length)
    const times = send.mock.calls
      .slice(1)
      .flatMap(([{ since, calls }]) => calls.flatMap(({ at }) => at.map(ms => ms + since)))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100)
    const lists = send.mock.calls.flatMap(([{ calls }]) => calls.map(({ at }) => at.length))
    expect(Math.max(...lists), 'the server reads no longer list').toBeLessThanOrEqual(1000)
    expect(times.toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: 9999 }, (_, at) => at),
      ...Array.from({ length: 150 }, () => 9999),
    ])
  })

  it('are forgotten beyond a hundred thousand, and once they may have arrived', async () => {
    let isAway = true
    let told = 0
    const reporter = open(async ({ calls }) => {
      if (isAway) return 'later'
      told += calls.reduce((sum, { at }) => sum + at.length, 0)
      return undefined
    })
    for (let at = 0; at < 120_000; at++) reporter.note(decided(at))
    await reporter.flush()
    isAway = false
    await reporter.close()
    await reporter.flush()
    expect(told).toBe(100_000)
  })
})
