import { describe, expect, it } from 'vitest'
import { Slots } from './slots.ts'

const limits = { all: 100, perEndpoint: 16 }
const taker = (endpointId: string, accountId = 'a') => ({ accountId, endpointId })

/** Takes all that is free and gives it back with a result. */
function round(slots: Slots, endpointId: string, isSuccess: boolean, nowMs = 0): number {
  const free = slots.free(taker(endpointId), nowMs)
  for (let n = 0; n < free; n++) slots.take(taker(endpointId))
  for (let n = 0; n < free; n++) slots.give(taker(endpointId), isSuccess, nowMs)
  return free
}

describe('slots', () => {
  it('an endpoint starts with one and gets one more for each success, up to its share', () => {
    const slots = new Slots(limits)
    const rounds = Array.from({ length: 6 }, () => round(slots, 'e', true))
    expect(rounds).toEqual([1, 2, 4, 8, 16, 16])
    expect(slots.running).toBe(0)
  })

  it('a failure takes it back to one, and failures in a row make it rest longer and longer', () => {
    const slots = new Slots(limits)
    for (let n = 0; n < 4; n++) round(slots, 'e', true)
    slots.take(taker('e'))
    slots.give(taker('e'), false, 0)
    expect(slots.free(taker('e'), 0)).toBe(1)
    const rests: number[] = []
    let nowMs = 0
    for (let n = 0; n < 12; n++) {
      slots.take(taker('e'))
      slots.give(taker('e'), false, nowMs)
      let restMs = 0
      while (slots.free(taker('e'), nowMs + restMs) === 0) restMs += 500
      rests.push(restMs)
      nowMs += restMs
    }
    expect(rests.slice(0, 4)).toEqual([0, 1000, 2000, 4000])
    expect(Math.max(...rests)).toBe(60_000)
    slots.take(taker('e'))
    slots.give(taker('e'), true, nowMs)
    expect(slots.free(taker('e'), nowMs)).toBe(2)
  })

  it('those that fail hold half of all at most, one account half', () => {
    const slots = new Slots(limits)
    for (let n = 0; n < 200; n++) {
      const one = taker(`f${n}`, `account ${n}`)
      slots.take(one)
      slots.give(one, false, 0)
    }
    let failing = 0
    for (let n = 0; n < 200; n++) {
      const one = taker(`f${n}`, `account ${n}`)
      if (slots.free(one, 0) === 0) continue
      slots.take(one)
      failing += 1
    }
    expect(failing).toBe(50)
    expect(slots.free(taker('healthy', 'other'), 0)).toBe(1)
    const busy = new Slots(limits)
    let taken = 0
    for (let n = 0; n < 200; n++) {
      const one = taker(`e${n}`, 'one account')
      if (busy.free(one, 0) === 0) continue
      busy.take(one)
      taken += 1
    }
    expect(taken).toBe(50)
    expect(busy.free(taker('e', 'another'), 0)).toBe(1)
  })
})
