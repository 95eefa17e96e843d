import type { Clock } from '../lib/clock.ts'
import type { Terminal } from './terminal.ts'

const CELLS = 24
const DRAW_EVERY_MS = 100

/** A line that is drawn over itself while something long goes on; nothing at all where nobody looks. */
export interface ProgressBar {
  show(done: number, total: number): void
  /** Takes the line away. */
  clear(): void
}

/** Makes one on stderr, so that stdout stays what was asked for. */
export function progressBar({ stderr }: Terminal, clock: Clock, noun: string): ProgressBar {
  if (stderr.isTTY !== true) return { show() {}, clear() {} }
  const startedAt = clock.now().getTime()
  let startedWith: number | undefined
  let drawnAt = 0
  return {
    show(done, total) {
      startedWith ??= done
      const now = clock.now().getTime()
      if (now - drawnAt < DRAW_EVERY_MS && done < total) return
      drawnAt = now
      const perSecond = Math.round(((done - startedWith) * 1000) / Math.max(1, now - startedAt))
      stderr.write(
        `\r\u001b[K${barOf(done, total)} ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${noun}, ${perSecond.toLocaleString('en')}/s`,
      )
    },
    clear: () => void stderr.write('\r\u001b[K'),
  }
}

/** `[######······] 50 %` */
export function barOf(done: number, total: number): string {
  const part = total === 0 ? 1 : Math.min(1, done / total)
  const full = Math.floor(part * CELLS)
  return `[${'#'.repeat(full)}${'·'.repeat(CELLS - full)}] ${Math.floor(part * 100)} %`
}
