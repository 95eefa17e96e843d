import { catalogue } from '../i18n/catalogue.tsx'

/** What the kit itself says. */
export const t = catalogue('ui', {
  cancel: 'Cancel',
  close: 'Close',
  copied: 'Copied',
  copy: 'Copy',
  copyOf: 'Copy {what}',
  copyManually: 'Press Ctrl+C',
  dismiss: 'Dismiss',
  actions: 'Actions',
  justNow: 'just now',
  loading: 'Loading…',
  loadMore: 'Load more',
  never: 'Never',
  noChange: 'Nothing to show',
  notifications: 'Notifications',
  optional: 'optional',
  retry: 'Try again',
  typeToConfirm: 'Type <b>{name}</b> to confirm',
  undo: 'Undo',
  viewAsTable: 'View as table',
  chartHint: 'Use the arrow keys to read single values.',
  when: 'When',
  faultCount: '{count, plural, one {One field needs a look.} other {# fields need a look.}}',
})
