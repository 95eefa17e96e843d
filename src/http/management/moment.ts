import { invalid } from '../../domain/problem.ts'

/** Reads a moment that passed its schema; 23:59:60 and 30 February pass there and are still no moments. */
export function readMoment(field: string, text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw invalid(field, 'must be a date and time such as 2026-01-31T12:00:00Z')
  return at
}
