import { randomInt } from 'node:crypto'
import type { Deps } from '../actions/deps.ts'

/** What a timer does, and how often. */
export interface Job {
  name: string
  everyMs: number
  run: () => Promise<unknown>
}

/**
 * Runs a job again and again, never twice at once; a failure is logged and tried again at the next turn. The first turn comes
 * after a part of the time by chance: jobs that were started together must not come together each second, to all nodes at once.
 */
export function repeat(deps: Pick<Deps, 'log'>, { name, everyMs, run }: Job): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  let isRunning = false
  const turn = () => {
    if (isRunning) return
    isRunning = true
    running = run()
      .then(() => {})
      .catch(error => deps.log.warn({ err: error, job: name }, 'housekeeping.failed'))
      .finally(() => {
        isRunning = false
      })
  }
  let timer = setTimeout(() => {
    timer = setInterval(turn, everyMs)
    turn()
  }, randomInt(everyMs))
  return {
    stop: () => {
      clearTimeout(timer)
      return running
    },
  }
}
