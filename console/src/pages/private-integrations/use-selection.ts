import { useState } from 'react'
import type { Integration } from '../../api/integrations.ts'

/** Which rows of the list are ticked. Rows that the filter hides count as not ticked. */
export interface Selection {
  picked: readonly Integration[]
  has(id: string): boolean
  toggle(id: string): void
  /** Ticks all rows shown, or none. */
  setAll(isOn: boolean): void
}

export function useSelection(rows: readonly Integration[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  return {
    picked: rows.filter(row => ids.has(row.id)),
    has: id => ids.has(id),
    toggle(id) {
      const next = new Set(ids)
      if (!next.delete(id)) next.add(id)
      setIds(next)
    },
    setAll: isOn => setIds(new Set(isOn ? rows.map(row => row.id) : [])),
  }
}
