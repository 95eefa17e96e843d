import { useState } from 'react'
import type { IntegrationDraft } from '../../../api/integrations.ts'
import { useKeptState } from '../../../ui/kept-state.ts'
import { DAY_MS } from '../../../ui/time-words.ts'

/** What was typed so far. It outlives a reload in this tab, and never holds a token. */
export interface Draft {
  name: string
  description: string
  scopes: string[]
  template: string
  /** Days until it ends; empty = never. */
  expiryDays: string
  /** One address or network per line. */
  allowedIps: string
}

const EMPTY: Draft = { name: '', description: '', scopes: [], template: '', expiryDays: '', allowedIps: '' }

/** The draft of this account, kept for the session. `preset` fills a new one: a duplicate, a suggestion. */
export function useDraft(accountId: string, preset: Partial<Draft>) {
  const [kept, keep] = useKeptState<Partial<Draft>>(`new-integration:${accountId}`)
  const [start] = useState(() => (hasContent(preset) ? preset : kept))
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, ...start })
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    keep(next)
  }
  return { draft, change, discard: () => keep(undefined) }
}

/** The draft as the API takes it. */
export function toRequest(draft: Draft, now: number): IntegrationDraft {
  const days = Number(draft.expiryDays)
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    scopes: draft.scopes,
    ...(days > 0 ? { expiresAt: new Date(now + days * DAY_MS).toISOString() } : {}),
    allowedIps: linesOf(draft.allowedIps),
  }
}

/** The lines of a text that hold something. */
export function linesOf(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map(line => line.trim())
    .filter(Boolean)
}

function hasContent(preset: Partial<Draft>): boolean {
  return Object.values(preset).some(value => value !== undefined && value.length > 0)
}
