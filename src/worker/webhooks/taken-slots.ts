import type { EndpointKey, TurnSlots } from '../../actions/dispatch.ts'
import type { DueLine } from './due-line.ts'
import type { Slots } from './slots.ts'

/** The slots of one turn of handing out: taken while it plans, so that a claim at the same time cannot have them, too. */
export function takenSlots({ slots, due, nowMs }: { slots: Slots; due: DueLine; nowMs: number }): TurnSlots {
  const taken: EndpointKey[] = []
  return {
    take(key) {
      // Once deliveries of an endpoint wait, later ones wait behind them.
      if (due.has(key) || slots.free(key, nowMs) === 0) return false
      slots.take(key, nowMs)
      taken.push(key)
      return true
    },
    putBack() {
      for (const key of taken.splice(0)) slots.putBack(key, 1)
    },
  }
}
