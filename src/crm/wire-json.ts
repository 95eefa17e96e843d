/** The documents know no null: what is not there is left out. */
export function withoutAbsent(all: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null))
}
