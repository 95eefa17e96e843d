/** Where a reader of the feed stands: all up to `afterSeq` is done, and of what lies behind it these have been read. */
export interface FeedPosition {
  afterSeq: number
  seen: readonly number[]
}

/** Numbers are given before the commit, so a smaller one can become visible after a larger one, but not this much later. */
const SETTLED_AFTER_MS = 10_000

/** What is new among the events behind a position, and the next position. `isFull`: there may be more behind these. */
export function readOn<Event extends { seq: number; createdAt: Date }>(
  position: FeedPosition,
  events: readonly Event[],
  { now, isFull }: { now: Date; isFull: boolean },
): { fresh: Event[]; next: FeedPosition } {
  const fresh = events.filter(({ seq }) => !position.seen.includes(seq))
  const settled = events.findLast(({ createdAt }) => isFull || now.getTime() - createdAt.getTime() >= SETTLED_AFTER_MS)
  const afterSeq = settled?.seq ?? position.afterSeq
  return { fresh, next: { afterSeq, seen: events.map(({ seq }) => seq).filter(seq => seq > afterSeq) } }
}
