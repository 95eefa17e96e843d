import { useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'

/** The query of an address as plain text under names; of several with the same name the last. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

/** The query back as text, without what is empty. */
export function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

/**
 * The page's state in its address, so that Back, a reload and a shared link bring it back. A change takes the place of the
 * entry in the history (typing) unless `push` says that Back should undo it (a tab).
 */
export function useUrlState(): [
  state: Readonly<Record<string, string | undefined>>,
  change: (state: Record<string, string | undefined>, how?: 'replace' | 'push') => void,
] {
  const { search } = useLocation() as unknown as { search: Record<string, string | undefined> }
  const navigate = useNavigate()
  const change = useCallback(
    (next: Record<string, string | undefined>, how: 'replace' | 'push' = 'replace') => {
      const merged = (old: Record<string, unknown>) => ({ ...old, ...next })
      void navigate({ to: '.', search: merged, replace: how === 'replace', resetScroll: false })
    },
    [navigate],
  )
  return [search, change]
}
