import { useCallback, useRef, useState } from 'react'
import { type ApiProblem, toProblem } from './problem.ts'

/** Something a person does: its run, whether it is at work, and what was wrong. */
export interface Action<Input, Result> {
  /** Gives the result, or undefined after a problem. A second press while it is at work does nothing. */
  run(input: Input): Promise<Result | undefined>
  isRunning: boolean
  problem: ApiProblem | undefined
  reset(): void
}

/** Runs a change. Its result is handed to the caller and kept nowhere, so that a secret in it stays out of every cache. */
export function useAction<Input, Result>(perform: (input: Input) => Promise<Result>): Action<Input, Result> {
  const [state, setState] = useState<{ isRunning: boolean; problem?: ApiProblem }>({ isRunning: false })
  const busy = useRef(false)
  const latest = useRef(perform)
  latest.current = perform
  const run = useCallback(async (input: Input) => {
    if (busy.current) return undefined
    busy.current = true
    setState({ isRunning: true })
    try {
      const result = await latest.current(input)
      setState({ isRunning: false })
      return result
    } catch (error) {
      setState({ isRunning: false, problem: toProblem(error) })
      return undefined
    } finally {
      busy.current = false
    }
  }, [])
  const reset = useCallback(() => setState({ isRunning: false }), [])
  return { run, isRunning: state.isRunning, problem: state.problem, reset }
}
