import type { AuditFilter } from '../../api/audit.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The filter that an address says; days are those of the person's own zone, the last one included. */
export function filterOf(url: Readonly<Record<string, string | undefined>>): AuditFilter {
  const { action, actor, target, from, to } = url
  return {
    ...(action ? { action } : {}),
    ...(actor ? { actor } : {}),
    ...(target ? { target } : {}),
    ...(from && DAY.test(from) ? { from: new Date(`${from}T00:00:00`).toISOString() } : {}),
    ...(to && DAY.test(to) ? { to: new Date(`${to}T23:59:59.999`).toISOString() } : {}),
  }
}

export function isNarrowed(filter: AuditFilter): boolean {
  return Object.keys(filter).length > 0
}
