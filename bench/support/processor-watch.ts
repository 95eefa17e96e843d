import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** One thread on one processor without a break; times in milliseconds of the monotonic clock. */
interface Slice {
  startMs: number
  endMs: number
  name: string
  threadId: number
}

/** From when to when something took, by `nowMs`. */
export interface Span {
  startMs: number
  endMs: number
}

const SWITCH = /\[(\d+)\] +(\d+\.\d+): .* ==> next_comm=(.*?) next_pid=(\d+)/

/** The clock that perf writes down, too. */
export const nowMs = () => Number(process.hrtime.bigint()) / 1e6

/** Writes down for some seconds which thread each processor runs, with Linux's `perf` (as root). Rejects where there is none. */
export async function watchProcessors(seconds: number): Promise<Slice[][]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'pit-perf-'))
  const file = path.join(folder, 'switches')
  const record = ['record', '-q', '-k', 'CLOCK_MONOTONIC', '-e', 'sched:sched_switch', '-a', '-m', '4096', '-o', file]
  try {
    const [code] = await once(spawn('perf', [...record, '--', 'sleep', String(seconds)], { stdio: 'ignore' }), 'exit')
    if (code !== 0) throw new Error(`perf ended with ${code}: it needs root and the kernel's tracepoints`)
    return await readSlices(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Of each processor, in order. */
async function readSlices(file: string): Promise<Slice[][]> {
  const script = spawn('perf', ['script', '-i', file, '--ns', '-F', 'cpu,time,trace'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const processors: Slice[][] = []
  for await (const line of createInterface({ input: script.stdout })) {
    const [, processor, seconds, name = '', threadId] = SWITCH.exec(line) ?? []
    if (threadId === undefined) continue
    const startMs = Number(seconds) * 1000
    const slices = (processors[Number(processor)] ??= [])
    const before = slices.at(-1)
    if (before !== undefined) before.endMs = startMs
    slices.push({ startMs, endMs: startMs, name, threadId: Number(threadId) })
  }
  return processors
}

/** Spans that lie wholly within what was watched. */
export function watchedSpans(processors: readonly Slice[][], spans: readonly Span[]): Span[] {
  const fromMs = Math.max(...processors.map(slices => slices[0]?.startMs ?? 0))
  const toMs = Math.min(...processors.map(slices => slices.at(-1)?.endMs ?? 0))
  return spans.filter(({ startMs, endMs }) => startMs >= fromMs && endMs <= toMs)
}

/** Who had the processors during the spans: milliseconds of an average span, by the name that `nameOf` gives a thread. */
export function processorMs(
  processors: readonly Slice[][],
  spans: readonly Span[],
  nameOf: (slice: Slice) => string,
): Map<string, number> {
  const ms = new Map<string, number>()
  const inOrder = spans.toSorted((a, b) => a.startMs - b.startMs)
  for (const slice of processors.flatMap(slices => within(slices, inOrder))) {
    ms.set(nameOf(slice), (ms.get(nameOf(slice)) ?? 0) + (slice.endMs - slice.startMs) / spans.length)
  }
  return ms
}

/** What of the slices lies within the spans; both are in order, and no two spans overlap. */
function within(slices: readonly Slice[], spans: readonly Span[]): Slice[] {
  const found: Slice[] = []
  let at = 0
  for (const slice of slices) {
    while ((spans[at]?.endMs ?? Number.POSITIVE_INFINITY) <= slice.startMs) at++
    for (let next = at; (spans[next]?.startMs ?? Number.POSITIVE_INFINITY) < slice.endMs; next++) {
      const { startMs = 0, endMs = 0 } = spans[next] ?? {}
      found.push({ ...slice, startMs: Math.max(slice.startMs, startMs), endMs: Math.min(slice.endMs, endMs) })
    }
  }
  return found
}
