import { useSyncExternalStore } from 'react'

const TICK_MS = 15_000
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => setClock(Date.now()), TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Sets the time that components see: what the server draws tells its times from when it was read, on both sides. */
export function setClock(nowMs: number): void {
  now = nowMs
  for (const listener of listeners) listener()
}

const getNow = () => now

/** The present moment in milliseconds, four times a minute anew: all times on a page move together. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, getNow, getNow)
}

/** The present moment, asked for once: for a new toast, a file's name. */
export function nowMs(): number {
  return Date.now()
}
