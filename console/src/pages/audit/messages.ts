import { catalogue } from '../../i18n/catalogue.tsx'

export const t = catalogue('audit', {
  failed: 'We couldn’t load the audit log. {reason}',
  title: 'Audit log',
  lead: 'Who did what to what, when and from where. Nothing in it can be changed or taken out without being noticed.',
  verified: 'Verified',
  verifiedTitle: 'All {count, plural, one {# entry} other {# entries}} follow from one another.',
  broken: 'Entry {seq} does not hold',
  brokenLead:
    'The audit log was changed behind this server’s back: entry {seq} does not follow from the one before. Ask whoever runs the server.',
  export: 'Export',
  csv: 'As CSV, for a spreadsheet',
  json: 'As JSON, for a program',
  filters: 'Filters',
  action: 'Action',
  anyAction: 'Any action',
  actor: 'Who',
  anyActor: 'Anyone',
  target: 'What it was done to',
  from: 'From',
  to: 'To',
  clear: 'Clear filters',
  noMatch: 'No entries match',
  noMatchLead: 'Choose other filters, or clear them.',
  count: '{count, plural, one {# entry} other {# entries}}',
})
