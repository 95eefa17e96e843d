import type { AuditEntry } from '../api/audit.ts'
import { t, texts } from './audit-messages.ts'

type Key = Parameters<typeof t>[0]

/** What happened, without who did it: "rotated Warehouse sync". An action that has no sentence yet stands as it is. */
export function sentenceOf({ action, target }: Pick<AuditEntry, 'action' | 'target'>): string {
  const name = target.name ?? target.id
  return hasSentence(action) ? t(action, { target: name }) : t('other', { action, target: name })
}

/** The fields that a change touched, with what stood there before and what after. */
export function changesOf({
  before = {},
  after = {},
}: Pick<AuditEntry, 'before' | 'after'>): { field: string; before: string; after: string }[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields.map(field => ({ field, before: shown(before[field]), after: shown(after[field]) }))
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return t('nothing')
  if (Array.isArray(value)) return value.length === 0 ? t('nothing') : value.map(shown).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function hasSentence(action: string): action is Key {
  return action.includes('.') && Object.hasOwn(texts, action)
}

/** An action as a choice in a list: "rotated …" without its target. */
export function actionName(action: string): string {
  return hasSentence(action) ? t(action, { target: '…' }) : action
}
