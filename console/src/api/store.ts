import { useSyncExternalStore } from 'react'

/** A value that lives outside of the components and that they follow. */
export interface Store<T> {
  get(): T
  set(value: T): void
  use(): T
}

/** Makes one. */
export function createStore<T>(start: T): Store<T> {
  let value = start
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const get = () => value
  return {
    get,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, get, get),
  }
}
