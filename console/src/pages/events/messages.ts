import { catalogue } from '../../i18n/catalogue.tsx'

export const t = catalogue('events', {
  title: 'Events',
  lead: 'What webhooks can tell, and which permission an integration needs to hear of it.',
  search: 'Search events',
  needs: 'Needs <scope>scope</scope>',
  needsNothing: 'Needs no permission',
  example: 'An example of {event}',
  show: 'Example',
  noMatch: 'No event matches “{text}”',
  clear: 'Clear the search',
  toWebhooks: 'Webhooks',
  failed: 'We couldn’t load the events. {reason}',
})
