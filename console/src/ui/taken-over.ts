import { useSyncExternalStore } from 'react'

const subscribe = () => () => undefined

/** False while something is drawn that the server draws, too: it knows neither the machine nor the time zone. */
export function useIsTakenOver(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  )
}
