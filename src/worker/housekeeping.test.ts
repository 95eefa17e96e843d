import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Database } from '../lib/database.ts'
import { startHousekeeping } from './housekeeping.ts'

/** A database that is away: what the jobs do with a real one is proven in test/actions/housekeeping.test.ts. */
const AWAY = () => Promise.reject(new Error('away'))

let flushes: { done(): void; failed(error: Error): void }[]
let warnings: { job: string; text: string }[]
let deps: Parameters<typeof startHousekeeping>[0]

beforeEach(() => {
  vi.useFakeTimers()
  flushes = []
  warnings = []
  deps = {
    database: { read: AWAY, snapshot: AWAY, transact: AWAY } as unknown as Database,
    clock: { now: () => new Date(0) },
    log: { warn: (facts: { job: string }, text: string) => warnings.push({ job: facts.job, text }) },
    flushUseInTurn: () => new Promise<void>((done, failed) => flushes.push({ done, failed })),
    flushCalls: async () => {},
    failedSignIns: { take: () => [] },
  } as unknown as typeof deps
})
afterEach(() => vi.useRealTimers())

describe('the timers of a node', () => {
  test('run a job in the first second, then every second, and again only when its last run has ended', async () => {
    const jobs = startHousekeeping(deps)
    expect(flushes).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1000)
    expect(flushes).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(5000)
    expect(flushes, 'the first is still running').toHaveLength(1)
    flushes[0]?.done()
    await vi.advanceTimersByTimeAsync(1000)
    expect(flushes).toHaveLength(2)
    flushes[1]?.done()
    await jobs.stop()
  })

  test('go on after a failure, which is told with the job’s name; one job’s failure stops no other', async () => {
    const jobs = startHousekeeping(deps)
    await vi.advanceTimersByTimeAsync(1000)
    flushes[0]?.failed(new Error('no disk'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(flushes).toHaveLength(2)
    flushes[1]?.done()
    await jobs.stop()
    const told = warnings.map(({ job }) => job)
    expect(told.filter(job => job === 'use.flush')).toHaveLength(1)
    expect(told.filter(job => job === 'overlaps.end')).toHaveLength(2)
    expect(new Set(warnings.map(({ text }) => text))).toEqual(new Set(['housekeeping.failed']))
  })

  test('sweep every ten minutes', async () => {
    const jobs = startHousekeeping(deps)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(warnings.filter(({ job }) => job === 'sweep')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(warnings.filter(({ job }) => job === 'sweep')).toHaveLength(2)
    flushes[0]?.done()
    await jobs.stop()
  })

  test('stop when what runs has ended, and run nothing afterwards', async () => {
    const jobs = startHousekeeping(deps)
    await vi.advanceTimersByTimeAsync(1000)
    let isStopped = false
    const stopping = jobs.stop().then(() => {
      isStopped = true
    })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(isStopped).toBe(false)
    flushes[0]?.done()
    await stopping
    await vi.advanceTimersByTimeAsync(10_000)
    expect(flushes).toHaveLength(1)
  })
})
