import { createStore } from './store.ts'

/** False while the server cannot be reached; the frame then says that nothing is saved. */
export const isOnline = createStore(true)

const PROBE_EVERY_MS = 3000
let timer: ReturnType<typeof setInterval> | undefined

/** Called when a request found no server. Asks until one answers, and tells `onReturn` then. */
export function lostConnection(): void {
  isOnline.set(false)
  timer ??= setInterval(() => void probe(), PROBE_EVERY_MS)
}

const returned = new Set<() => void>()

/** Runs when the server is reachable again. */
export function onReturn(listener: () => void): void {
  returned.add(listener)
}

async function probe(): Promise<void> {
  const answer = await fetch('/healthz', { cache: 'no-store' }).catch(() => undefined)
  if (answer === undefined || !answer.ok) return
  clearInterval(timer)
  timer = undefined
  isOnline.set(true)
  for (const listener of returned) listener()
}

/** Follows what the browser itself knows of the network. */
export function watchConnection(): void {
  addEventListener('offline', lostConnection)
  addEventListener('online', () => void probe())
}
