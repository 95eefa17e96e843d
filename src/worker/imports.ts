import { setTimeout as sleep } from 'node:timers/promises'
import type { Deps } from '../actions/deps.ts'
import { type ImportBatch, runImport } from '../actions/import-run.ts'

const LOOK_EVERY_MS = 1000

/** Takes waiting imports, one at a time, for as long as the node runs. A stop lets the batch at hand be committed. */
export function startImports(deps: Deps & { importBatch: ImportBatch }): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const workerId = deps.ids.next('wrk')
  const running = (async () => {
    while (!signal.aborted) {
      const didRun = await runImport(deps, { workerId, signal }).catch(error => {
        deps.log.warn({ err: error }, 'import.interrupted')
        return false
      })
      if (!didRun) await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {})
    }
  })()
  return {
    stop: () => {
      stopping.abort()
      return running
    },
  }
}
