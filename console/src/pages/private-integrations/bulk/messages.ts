import { catalogue } from '../../../i18n/catalogue.tsx'

/** Rotating and deleting several integrations at once. */
export const t = catalogue('private-integrations/bulk', {
  cancel: 'Cancel',
  close: 'Close',
  rotateTitle: 'Rotate {count, plural, one {# token} other {# tokens}}',
  rotateLead: 'Each integration gets a new token. Choose what happens to the ones in use now.',
  choice: 'The tokens in use now',
  keep: 'Keep the old tokens for 7 days (recommended)',
  keepHint: 'Both tokens of each integration work until the developers have switched.',
  expire: 'Expire the old tokens now (for leaked tokens)',
  expireHint: 'Every app that uses one of them is refused on its next request.',
  leftAlone:
    '{count, plural, one {# is rotating already and is} other {# are rotating already and are}} left alone: {names}.',
  rotate: 'Rotate {count, plural, one {token} other {tokens}}',
  rotateNow: 'Rotate and expire {count, plural, one {old token} other {old tokens}}',
  tokensTitle: 'Copy your tokens now',
  tokensLead:
    'This is the only time we show {count, plural, one {this token} other {these tokens}}. We keep only fingerprints, so we can’t show them again.',
  copyAll: 'Copy all as .env',
  saved: 'I’ve saved these tokens in a safe place',
  tickFirst: 'Save the tokens and tick the box first.',
  done: 'Done',
  failed: '{name}: {reason}',
  deleteTitle: 'Delete {count, plural, one {# integration} other {# integrations}}?',
  deleteLead:
    'All their tokens stop working at once: every app that uses one is refused on its next request. This cannot be undone. Their history stays in the audit log.',
  deleteWord: 'delete {count}',
  deleteAction: 'Delete {count, plural, one {integration} other {integrations}}',
  deleted: '{count, plural, one {# integration was} other {# integrations were}} deleted.',
  used: '{name}, last used {time}',
  unused: '{name}, never used',
})
