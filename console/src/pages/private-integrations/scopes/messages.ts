import { catalogue } from '../../../i18n/catalogue.tsx'

export const t = catalogue('private-integrations/scopes', {
  search: 'Search permissions, e.g. contacts',
  allReadOnly: 'All read-only',
  clear: 'Clear',
  count: '{chosen} of {all} selected',
  groupCount: '{chosen}/{all}',
  groupTick: 'All of {group}',
  open: 'Show the permissions of {group}',
  sensitive: 'Sensitive',
  noMatch: 'No permission matches “{text}”',
  noMatchLead:
    'Permissions can be found by what they do (“edit”), by what they open (“calendars”) or by their name (contacts.write).',
  clearSearch: 'Clear the search',
  able: 'It will be able to',
  ableNothing: 'Nothing yet. Choose at least one permission.',
  read: 'See',
  write: 'Change',
})
