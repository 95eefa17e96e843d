import { describe, expect, it } from 'vitest'
import { DueLine } from './due-line.ts'
import { Slots } from './slots.ts'

const key = (endpointId: string, accountId = 'a') => ({ accountId, endpointId })

function standing() {
  const slots = new Slots({ all: 100, perEndpoint: 16 })
  return { slots, due: new DueLine(slots) }
}

/** Lets an endpoint show that it answers, so often. */
function proven(slots: Slots, endpointId: string, times: number): void {
  for (let n = 0; n < times; n++) {
    slots.take(key(endpointId), 0)
    slots.answered(key(endpointId), true, 0)
    slots.release(key(endpointId))
  }
}

const names = (wanted: readonly { endpointId: string; slots: number }[]) =>
  wanted.map(({ endpointId, slots }) => `${endpointId} ${slots}`)

describe('the line of endpoints with something due', () => {
  it('gives each as many slots as it may have, and puts it behind the others while it has more', () => {
    const { slots, due } = standing()
    proven(slots, 'one', 3)
    for (const name of ['one', 'two']) due.add(key(name), 0)
    const wanted = due.take(0)
    expect(names(wanted)).toEqual(['one 4', 'two 1'])
    expect(slots.held).toBe(5)
    expect(due.isEmpty).toBe(true)
    for (const one of wanted) slots.putBack(one, one.slots)
    for (const one of wanted.toReversed()) due.claimed(one, one.slots, 0)
    expect(names(due.take(0))).toEqual(['two 1', 'one 4'])
  })

  it('forgets who had less than wanted, unless something was added while it was being claimed', () => {
    const { slots, due } = standing()
    for (const name of ['one', 'two']) due.add(key(name), 0)
    const wanted = due.take(0)
    due.add(key('two'), 0)
    expect([due.has(key('one')), due.has(key('two'))]).toEqual([true, true])
    for (const one of wanted) slots.putBack(one, one.slots)
    for (const one of wanted) due.claimed(one, 0, 0)
    expect([due.has(key('one')), due.has(key('two'))]).toEqual([false, true])
  })

  it('has who owes all its answers stand aside until one comes', () => {
    const { slots, due } = standing()
    due.add(key('slow'), 0)
    const [slow] = due.take(0)
    if (slow !== undefined) due.claimed(slow, 1, 0)
    expect([due.isEmpty, due.has(key('slow'))]).toEqual([true, true])
    slots.answered(key('slow'), true, 0)
    due.answered(key('slow'))
    expect(names(due.take(0))).toEqual(['slow 2'])
  })

  it('leaves who rests to be found again', () => {
    const { slots, due } = standing()
    for (let n = 0; n < 3; n++) {
      slots.take(key('down'), 0)
      slots.answered(key('down'), false, 0)
      slots.release(key('down'))
    }
    due.add(key('down'), 500)
    expect(due.has(key('down'))).toBe(false)
    due.add(key('down'), 1000)
    expect(names(due.take(1000))).toEqual(['down 1'])
  })
})
