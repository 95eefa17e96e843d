import { processorMs, type Span, watchedSpans, type watchProcessors } from './processor-watch.ts'

/** Replies in the order of how long they took, cut where the figures are. */
const PARTS = [
  { says: 'fastest half', from: 0, to: 0.5 },
  { says: '50 to 95 %', from: 0.5, to: 0.95 },
  { says: '95 to 98 %', from: 0.95, to: 0.98 },
  { says: 'slowest 2 %', from: 0.98, to: 1 },
]
/** Threads by the name that the kernel shows; those of V8 collect garbage and compile. */
const THREADS: Record<string, string> = { V8Worker: 'V8’s threads', postgres: 'PostgreSQL', haproxy: 'HAProxy' }
const COLUMNS = ['nodes', 'V8’s threads', 'PostgreSQL', 'HAProxy', 'load', 'who rotates', 'others', 'idle']

/** Lines of a table: of replies that took how long, who had the processors for how many milliseconds. None where nobody watched. */
export function tellProcessors(
  processors: Awaited<ReturnType<typeof watchProcessors>> | undefined,
  spans: readonly Span[],
  mainThreads: ReadonlyMap<number, string>,
): string[] {
  if (processors === undefined) return []
  const watched = watchedSpans(processors, spans).sort((a, b) => a.endMs - a.startMs - (b.endMs - b.startMs))
  const nameOf = ({ name, threadId }: { name: string; threadId: number }) =>
    threadId === 0 ? 'idle' : (mainThreads.get(threadId) ?? THREADS[name] ?? 'others')
  const rows = PARTS.map(({ says, from, to }) => {
    const part = watched.slice(Math.floor(watched.length * from), Math.floor(watched.length * to))
    const ms = processorMs(processors, part, nameOf)
    const replyMs = part.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / part.length
    return [says, replyMs, ...COLUMNS.map(column => ms.get(column) ?? 0)] as const
  })
  const header = `| ms of processor time while ${watched.length} replies took | reply | ${COLUMNS.join(' | ')} |`
  const lines = rows.map(([says, ...ms]) => `| ${says} | ${ms.map(one => one.toFixed(1)).join(' | ')} |`)
  return ['', header, `| --- |${' ---: |'.repeat(COLUMNS.length + 1)}`, ...lines]
}
