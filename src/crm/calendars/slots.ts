import type { Span } from './open-hours.ts'
import type { SlotRules } from './slot-rules.ts'

/**
 * The slots of open stretches: the first when it opens, then one every interval as long as it ends before closing. The steps
 * are true time, so a day on which clocks change has an hour of slots more or less.
 */
export function slotsIn(open: readonly Span[], { durationMs, intervalMs }: SlotRules): Span[] {
  const slots = new Map<number, Span>()
  for (const { startMs, endMs } of open) {
    for (let at = startMs; at + durationMs <= endMs; at += intervalMs)
      slots.set(at, { startMs: at, endMs: at + durationMs })
  }
  return [...slots.values()].toSorted((a, b) => a.startMs - b.startMs)
}

/** True when a slot begins at that moment. */
export function isSlotStart(open: readonly Span[], startMs: number, { durationMs, intervalMs }: SlotRules): boolean {
  return open.some(
    span =>
      startMs >= span.startMs && startMs + durationMs <= span.endMs && (startMs - span.startMs) % intervalMs === 0,
  )
}

/**
 * Whether "look busy" hides a slot: about so many of a hundred, and always the same ones, or a visitor would see them come
 * and go. FNV-1a, because neighbouring slots must not hide together.
 */
export function isHidden(calendarId: string, startMs: number, percentage: number): boolean {
  let hash = 0x811c9dc5
  for (const character of `${calendarId} ${startMs}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  }
  return hash % 100 < percentage
}
