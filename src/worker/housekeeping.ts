import type { Deps } from '../actions/deps.ts'
import { type FailedSignIns, recordFailedSignIns } from '../actions/failed-sign-ins.ts'
import { endPastOverlaps, sweep } from '../actions/housekeeping.ts'
import { tidyUsage } from '../actions/usage.ts'
import { repeat } from './repeat.ts'

const OVERLAPS_EVERY_MS = 1000
const USE_EVERY_MS = 1000
const SWEEP_EVERY_MS = 600_000
const FAILED_SIGN_INS_EVERY_MS = 10_000

/** The timers of one node. Each waits for its own last run; a failure is logged and tried again at the next turn. */
export function startHousekeeping(deps: Deps & { failedSignIns: FailedSignIns }): { stop(): Promise<void> } {
  const jobs = [
    repeat(deps, { name: 'overlaps.end', everyMs: OVERLAPS_EVERY_MS, run: () => endPastOverlaps(deps) }),
    repeat(deps, { name: 'use.flush', everyMs: USE_EVERY_MS, run: () => deps.flushUseInTurn() }),
    repeat(deps, { name: 'calls.flush', everyMs: USE_EVERY_MS, run: () => deps.flushCalls() }),
    repeat(deps, { name: 'usage.tidy', everyMs: SWEEP_EVERY_MS, run: () => tidyUsage(deps) }),
    repeat(deps, { name: 'sweep', everyMs: SWEEP_EVERY_MS, run: () => sweep(deps) }),
    repeat(deps, {
      name: 'failed_sign_ins.record',
      everyMs: FAILED_SIGN_INS_EVERY_MS,
      run: () => recordFailedSignIns(deps),
    }),
  ]
  return { stop: async () => void (await Promise.all(jobs.map(job => job.stop()))) }
}
