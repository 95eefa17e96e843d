import { catalogue } from '../../../i18n/catalogue.tsx'

export const t = catalogue('private-integrations/usage', {
  range: 'Time shown',
  range24h: '24 hours',
  range7d: '7 days',
  range30d: '30 days',
  requests: 'Requests',
  log: 'Request log',
  groups: 'What was called',
  by: 'Grouped by',
  operation: 'Operation',
  status: 'Status',
  scope: 'Permission',
  calls: 'Requests',
  refused: 'Refused or failed',
  average: 'Average',
  ms: '{count} ms',
  last: 'Last',
})
