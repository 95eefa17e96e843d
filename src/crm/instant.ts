const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/

/** Reads an ISO 8601 date or instant of the years 1000 to 9999; undefined for anything else. */
export function readInstant(text: string): Date | undefined {
  if (!ISO_INSTANT.test(text)) return undefined
  const hasZone = text.length <= 10 || /(?:Z|[+-]\d{2}:\d{2})$/.test(text)
  const instant = new Date(hasZone ? text : `${text}Z`)
  const year = instant.getUTCFullYear()
  return Number.isNaN(year) || year < 1000 || year > 9999 ? undefined : instant
}
