/** Who an appointment is with, for its title. */
export interface TitleContact {
  name: string | null
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
}

const TITLE_CHARS_MAX = 500

/** Fills a calendar's event title: `{{contact.name}} and us`. What is not known leaves nothing behind. */
export function fillTitle(template: string, calendarName: string, contact: TitleContact): string {
  const values: Record<string, string | null> = {
    'contact.name': contact.name,
    'contact.first_name': contact.firstName,
    'contact.last_name': contact.lastName,
    'contact.email': contact.email,
    'contact.phone': contact.phone,
    'calendar.name': calendarName,
  }
  const valueOf = (_: string, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : '')
  const title = template.replace(/\{\{\s{0,9}([\w.]{1,60})\s{0,9}\}\}/g, valueOf).trim()
  return (title || contact.email || contact.phone || calendarName).slice(0, TITLE_CHARS_MAX).toWellFormed()
}
