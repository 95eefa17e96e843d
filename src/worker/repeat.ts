import type { Deps } from '../actions/deps.ts'

/** What a timer does, and how often. */
export interface Job {
  name: string
  everyMs: number
  run: () => Promise<unknown>
}

/** Runs a job again and again, never twice at once; a failure is logged and tried again at the next turn. */
export function repeat(deps: Pick<Deps, 'log'>, { name, everyMs, run }: Job): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  let isRunning = false
  const timer = setInterval(() => {
    if (isRunning) return
    isRunning = true
    running = run()
      .then(() => {})
      .catch(error => deps.log.warn({ err: error, job: name }, 'housekeeping.failed'))
      .finally(() => {
        isRunning = false
      })
  }, everyMs)
  return {
    stop: () => {
      clearInterval(timer)
      return running
    },
  }
}
