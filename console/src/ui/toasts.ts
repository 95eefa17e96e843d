import { useSyncExternalStore } from 'react'

/** A short word about something that was done. */
export interface Toast {
  id: number
  text: string
  tone: 'ok' | 'danger'
  /** For what can be undone; never for tokens. */
  undo?: () => void
}

const listeners = new Set<() => void>()
let toasts: readonly Toast[] = []
let count = 0

/** Says that something was done (or was not). */
export function showToast(text: string, extras: { tone?: Toast['tone']; undo?: () => void } = {}): void {
  count += 1
  const { tone = 'ok', undo } = extras
  replace([...toasts, { id: count, text, tone, ...(undo === undefined ? {} : { undo }) }])
}

export function dismissToast(id: number): void {
  replace(toasts.filter(toast => toast.id !== id))
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => toasts,
    () => toasts,
  )
}

function replace(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}
