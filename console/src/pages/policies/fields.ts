import type { Policies } from '../../api/policies.ts'

export const ROTATION_DAYS_MOST = 365
export const DAYS_MOST = 3650

/** The form's fields as text, as they stand in it. */
export interface PolicyFields {
  rotationDays: string
  tokenAgeDaysMax: string
  unusedDays: string
}

export function toFields({ rotationDays, tokenAgeDaysMax, unusedDays }: Policies): PolicyFields {
  return {
    rotationDays: String(rotationDays),
    tokenAgeDaysMax: String(tokenAgeDaysMax ?? ''),
    unusedDays: String(unusedDays ?? ''),
  }
}

export function toPolicies(fields: PolicyFields): Policies {
  return {
    rotationDays: Number(fields.rotationDays),
    tokenAgeDaysMax: fields.tokenAgeDaysMax.trim() === '' ? null : Number(fields.tokenAgeDaysMax),
    unusedDays: fields.unusedDays.trim() === '' ? null : Number(fields.unusedDays),
  }
}

/** Whether a text is a number of days within its bound. */
export function isDays(text: string, most: number): boolean {
  return /^[1-9]\d{0,3}$/.test(text.trim()) && Number(text) <= most
}
