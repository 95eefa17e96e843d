import { useCallback, useState } from 'react'
import type { IntegrationDraft } from '../../../api/integrations.ts'
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
  const place = `new-integration:${accountId}`
  const [draft, setDraft] = useState<Draft>(() => (hasContent(preset) ? { ...EMPTY, ...preset } : read(place)))
  const change = useCallback(
    (part: Partial<Draft>) => {
      setDraft(old => {
        const next = { ...old, ...part }
        sessionStorage.setItem(place, JSON.stringify(next))
        return next
      })
    },
    [place],
  )
  const discard = useCallback(() => sessionStorage.removeItem(place), [place])
  return { draft, change, discard }
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

function read(place: string): Draft {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(place) ?? '{}') as Partial<Draft>) }
  } catch {
    return EMPTY
  }
}
