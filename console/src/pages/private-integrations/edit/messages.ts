import { catalogue } from '../../../i18n/catalogue.tsx'

export const t = catalogue('private-integrations/edit', {
  title: 'Permissions of {name}',
  lead: 'The token stays the same. A change holds for the next request.',
  changes: 'Your changes',
  none: 'Nothing is changed yet.',
  add: 'Add',
  remove: 'Remove',
  sensitive: 'Sensitive',
  asked:
    'The app asked for {labels}. {count, plural, one {It is} other {They are}} ticked below; update to grant {count, plural, one {it} other {them}} to the same token.',
  used: '<b>Used in the last {days} days: {labels}.</b> {calls, plural, one {One request} other {# requests}} needed it. Such requests will be refused.',
  unused: 'No request of the last {days} days needed what you remove.',
  looking: 'Looking who needs what you remove…',
  sameToken: 'The token stays the same.',
  update: 'Update',
  discard: 'Discard',
  review: '{count, plural, one {# change} other {# changes}} · Review',
  saved: 'Permissions updated. The token is the same.',
  staleTitle: 'Someone saved first.',
  staleLead: 'Your changes stand above. This is what they changed meanwhile:',
  granted: 'Granted: {labels}',
  taken: 'Taken away: {labels}',
  staleSame: 'Nothing about the permissions.',
  staleKeep: 'Update all the same',
  staleTake: 'Start again from theirs',
})
