import { catalogue } from '../i18n/catalogue.tsx'

export const t = catalogue('usage-parts', {
  chart: 'Requests',
  succeeded: 'Succeeded',
  refused: 'Refused',
  failed: 'Failed',
  requests: '{count, plural, one {# request} other {# requests}}',
  noCalls: 'No requests in this time.',
})
