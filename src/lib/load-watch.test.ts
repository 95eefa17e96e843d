import { describe, expect, it } from 'vitest'
import { LoadWatch } from './load-watch.ts'

function watch(waiting = { count: 0 }) {
  const load = new LoadWatch({ delayMsMax: 1000, waitingMax: 500 }, () => waiting.count)
  let nowMs = 0
  load.look(100)
  nowMs = 100
  const lookAfter = (ms: number) => load.look((nowMs += ms))
  return { load, lookAfter }
}

describe('the watch over load', () => {
  it('finds a node overloaded when the event loop runs late three times in a row', () => {
    const { load, lookAfter } = watch()
    lookAfter(1200)
    lookAfter(1200)
    expect(load.isOver()).toBe(false)
    lookAfter(1200)
    expect(load.isOver()).toBe(true)
    lookAfter(150)
    expect(load.isOver()).toBe(false)
  })

  it('does not mind one long pause', () => {
    const { load, lookAfter } = watch()
    lookAfter(30_000)
    lookAfter(100)
    expect(load.isOver()).toBe(false)
    expect(load.takeWorstDelayMs()).toBe(29_900)
    expect(load.takeWorstDelayMs()).toBe(0)
  })

  it('finds a node overloaded while too many wait for the database', () => {
    const waiting = { count: 500 }
    const { load } = watch(waiting)
    expect(load.isOver()).toBe(false)
    waiting.count = 501
    expect(load.isOver()).toBe(true)
  })
})
