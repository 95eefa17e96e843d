import { useCallback, useState } from 'react'

const PREFIX = 'typed:'

/**
 * What was typed and is not saved yet: it outlives a reload of this tab, until it is saved or given up (`undefined`).
 * `place` names the form and what it is about. Never for secrets.
 */
export function useKeptState<T>(place: string): [typed: T | undefined, keep: (typed: T | undefined) => void] {
  const key = PREFIX + place
  const [typed, setTyped] = useState<T | undefined>(() => read<T>(key))
  const keep = useCallback(
    (next: T | undefined) => {
      setTyped(next)
      if (next === undefined) sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, JSON.stringify(next))
    },
    [key],
  )
  return [typed, keep]
}

/** Nothing that one person has typed is left to the next. */
export function forgetTyped(): void {
  sessionStorage.clear()
}

function read<T>(key: string): T | undefined {
  try {
    const text = sessionStorage.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}
