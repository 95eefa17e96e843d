/** The lines of a contact's search text, in their order. An opportunity's has its own name before them. */
export const CONTACT_LINES = ['name', 'firstName', 'lastName', 'email', 'phone', 'companyName'] as const

/** What `query` and `contains` look into: one line a field, in lower case, always all lines. JavaScript makes the lower
 * case, because PostgreSQL's own depends on the locale its cluster was made with. */
export function contactSearchText(contact: Record<(typeof CONTACT_LINES)[number], string | null>): string {
  return CONTACT_LINES.map(field => searchable(contact[field] ?? '')).join('\n')
}

/** Text as it stands in a line of the search text. */
export function searchable(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase()
}

/** A LIKE pattern that finds the text anywhere. */
export function anywhere(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
