import { useEffect, useRef, useState } from 'react'
import { type CallFilter, callsSince, type LoggedCall } from '../../api/calls.ts'

const ASK_EVERY_MS = 2000
/** More than anyone reads; the rest is a reload away. */
const KEPT_MOST = 500

/**
 * The calls that came since the first page was read, latest first. While paused, or before there is a cursor, it waits; an
 * answer that did not come is asked for again with the next turn.
 */
export function useLiveCalls(given: {
  accountId: string
  filter: CallFilter
  start: string | undefined
  isLive: boolean
}): readonly LoggedCall[] {
  const { accountId, filter, start, isLive } = given
  const [calls, setCalls] = useState<readonly LoggedCall[]>([])
  const cursor = useRef<string>(undefined)
  const filterText = JSON.stringify(filter)
  useEffect(() => {
    cursor.current = start
    setCalls([])
  }, [start])
  useEffect(() => {
    if (!isLive || start === undefined) return
    const ask = async () => {
      const after = cursor.current
      if (after === undefined) return
      const page = await callsSince(accountId, JSON.parse(filterText) as CallFilter, after).catch(() => undefined)
      if (page === undefined || cursor.current !== after) return
      cursor.current = page.tailCursor
      if (page.items.length > 0) setCalls(old => [...page.items.toReversed(), ...old].slice(0, KEPT_MOST))
    }
    const timer = setInterval(() => void ask(), ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [accountId, filterText, isLive, start])
  return calls
}
