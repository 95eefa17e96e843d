import { Problem } from '../../domain/problem.ts'

/** What an action found wrong, as a sentence for each field of the form. Rethrows what is no fault of a field. */
export function faultsOf(error: unknown, labels: Record<string, string>): Record<string, string> {
  const fields = error instanceof Problem && error.code === 'input_invalid' ? (error.fields ?? []) : []
  const known = fields.filter(({ field }) => labels[field] !== undefined)
  if (known.length === 0) throw error
  return Object.fromEntries(known.map(({ field, message }) => [field, `${labels[field]} ${message}.`]))
}
