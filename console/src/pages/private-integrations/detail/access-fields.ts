import type { Integration } from '../../../api/integrations.ts'
import { linesOf } from '../create/draft.ts'

/** The form's fields as text, as they stand in it. */
export interface AccessFields {
  allowedIps: string
  /** A day, as a date field gives it: "2026-12-31". */
  expiresOn: string
  perTenSeconds: string
  perDay: string
}

/** The change that a form asks for. */
interface AccessChange {
  allowedIps: string[]
  expiresAt: string | null
  limits: { perTenSeconds: number; perDay: number }
}

export function toFields({ allowedIps, expiresAt, limits }: Integration): AccessFields {
  return {
    allowedIps: allowedIps.join('\n'),
    expiresOn: expiresAt === null ? '' : dayOf(expiresAt),
    perTenSeconds: String(limits.perTenSeconds),
    perDay: String(limits.perDay),
  }
}

/** A day that was not touched keeps its hour. */
export function toChange(fields: AccessFields, integration: Integration): AccessChange {
  const isSameDay = integration.expiresAt !== null && dayOf(integration.expiresAt) === fields.expiresOn
  return {
    allowedIps: linesOf(fields.allowedIps),
    expiresAt: isSameDay ? integration.expiresAt : endOfDay(fields.expiresOn),
    limits: { perTenSeconds: Number(fields.perTenSeconds), perDay: Number(fields.perDay) },
  }
}

export function isWholeNumber(text: string): boolean {
  return /^[1-9]\d{0,8}$/.test(text.trim())
}

/** The day in the person's own zone, as a date field wants it. */
function dayOf(at: string): string {
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(Date.parse(at))
}

function endOfDay(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59.999`).toISOString()
}
