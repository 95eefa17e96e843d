import type { ScopeRow } from '../../../api/integrations.ts'
import { readOnlyScopes } from '../scopes/scope-groups.ts'

/** Where a new integration can start from. */
export const TEMPLATES = ['readOnly', 'sync', 'booking', 'blank'] as const
export type Template = (typeof TEMPLATES)[number]

const SYNC = [
  ...['contacts.readonly', 'contacts.write', 'opportunities.readonly', 'opportunities.write'],
  ...['locations.readonly', 'locations/customFields.readonly', 'locations/tags.readonly', 'users.readonly'],
]
const BOOKING = [
  ...['calendars.readonly', 'calendars/events.readonly', 'calendars/events.write', 'contacts.readonly'],
  'locations.readonly',
]

/** The scopes of a template that this account can grant. */
export function scopesOfTemplate(template: Template, catalogue: readonly ScopeRow[]): string[] {
  if (template === 'readOnly') return readOnlyScopes(catalogue)
  const wanted = new Set({ sync: SYNC, booking: BOOKING, blank: [] }[template])
  return catalogue.filter(({ scope }) => wanted.has(scope)).map(({ scope }) => scope)
}
