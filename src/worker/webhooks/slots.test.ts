import { describe, expect, it } from 'vitest'
import { Slots } from './slots.ts'

const limits = { all: 100, perEndpoint: 16 }
const taker = (endpointId: string, accountId = 'a') => ({ accountId, endpointId })

/** Takes all that is free and gives it back with a result. */
function round(slots: Slots, endpointId: string, isSuccess: boolean, nowMs = 0): number {
  const free = slots.free(taker(endpointId), nowMs)
  for (let n = 0; n < free; n++) slots.take(taker(endpointId), nowMs)
  for (let n = 0; n < free; n++) end(slots, taker(endpointId), isSuccess, nowMs)
  return free
}

function end(slots: Slots, one: ReturnType<typeof taker>, isSuccess: boolean, nowMs = 0): void {
  slots.answered(one, isSuccess, nowMs)
  slots.release(one)
}

/** Starts one of each of so many endpoints, as far as there is room. Gives how many. */
function startEach(slots: Slots, name: string, accountOf: (n: number) => string): number {
  let started = 0
  for (let n = 0; n < 200; n++) {
    const one = taker(`${name}${n}`, accountOf(n))
    if (slots.free(one, 0) === 0) continue
    slots.take(one, 0)
    started += 1
  }
  return started
}

describe('slots', () => {
  it('an endpoint starts with one and gets one more for each success, up to its share', () => {
    const slots = new Slots(limits)
    const rounds = Array.from({ length: 6 }, () => round(slots, 'e', true))
    expect(rounds).toEqual([1, 2, 4, 8, 16, 16])
    expect(slots.held).toBe(0)
  })

  it('a failure takes it back to one, and failures in a row make it rest longer and longer', () => {
    const slots = new Slots(limits)
    for (let n = 0; n < 4; n++) round(slots, 'e', true)
    slots.take(taker('e'), 0)
    end(slots, taker('e'), false)
    expect(slots.free(taker('e'), 0)).toBe(1)
    const rests: number[] = []
    let nowMs = 0
    for (let n = 0; n < 12; n++) {
      slots.take(taker('e'), nowMs)
      end(slots, taker('e'), false, nowMs)
      let restMs = 0
      while (slots.free(taker('e'), nowMs + restMs) === 0) restMs += 500
      rests.push(restMs)
      nowMs += restMs
    }
    expect(rests.slice(0, 4)).toEqual([0, 1000, 2000, 4000])
    expect(Math.max(...rests)).toBe(60_000)
    slots.take(taker('e'), nowMs)
    end(slots, taker('e'), true, nowMs)
    expect(slots.free(taker('e'), nowMs)).toBe(2)
  })

  it('an endpoint may start the next when it has answered, all others when the result is written down', () => {
    const slots = new Slots({ all: 4, perEndpoint: 2 })
    round(slots, 'e', true)
    for (let n = 0; n < 2; n++) slots.take(taker('e'), 0)
    expect([slots.free(taker('e'), 0), slots.isSated(taker('e'), 0)]).toEqual([0, true])
    slots.answered(taker('e'), true, 0)
    expect([slots.free(taker('e'), 0), slots.isSated(taker('e'), 0)], 'the account’s half').toEqual([0, false])
    slots.release(taker('e'))
    expect(slots.free(taker('e'), 0)).toBe(1)
  })

  it('who falls silent gets nothing more until it answers', () => {
    const slots = new Slots(limits)
    for (let n = 0; n < 5; n++) round(slots, 'e', true)
    for (let n = 0; n < 3; n++) slots.take(taker('e'), 1000)
    expect(slots.free(taker('e'), 2999)).toBe(13)
    expect(slots.free(taker('e'), 3000)).toBe(0)
    end(slots, taker('e'), true, 4000)
    expect(slots.free(taker('e'), 4000)).toBe(14)
  })

  it('those that fail hold a quarter of all at most', () => {
    const slots = new Slots(limits)
    for (let n = 0; n < 200; n++) {
      const one = taker(`f${n}`, `account ${n}`)
      slots.take(one, 0)
      end(slots, one, false)
    }
    expect(startEach(slots, 'f', n => `account ${n}`)).toBe(25)
    expect(slots.free(taker('unknown', 'other'), 0)).toBe(1)
  })

  it('those that have not answered yet hold half of all and half of their account’s: healthy ones beside them go on', () => {
    const slots = new Slots(limits)
    for (let n = 0; n < 4; n++) round(slots, 'healthy', true)
    expect(startEach(slots, 'new', () => 'a')).toBe(25)
    expect(slots.free(taker('healthy'), 0)).toBe(16)
    expect(startEach(slots, 'others', n => `account ${n}`)).toBe(25)
    expect(slots.free(taker('healthy'), 0)).toBe(16)
  })

  it('one account holds half of all at most', () => {
    const slots = new Slots(limits)
    for (let n = 0; n < 200; n++) round(slots, `e${n}`, true)
    expect(startEach(slots, 'e', () => 'a')).toBe(50)
    expect(slots.free(taker('e', 'another'), 0)).toBe(1)
  })
})
