import { catalogue } from '../../../i18n/catalogue.tsx'

export const t = catalogue('private-integrations/dialogs', {
  cancel: 'Cancel',
  keep: 'Keep as it is',
  rotateTitle: 'Rotate the token for {name}',
  rotateLead: 'You get a new token. Choose what happens to the one in use now.',
  rotateBothTitle: 'Replace both tokens of {name}',
  rotateBothLead: 'A rotation is in progress and two tokens work. One new token replaces both.',
  choice: 'What happens to the old token',
  later: 'Keep the old token for a while (recommended)',
  laterHint: 'Both tokens work until the developer has switched, then the old one stops by itself.',
  overlap: 'The old token stops after',
  hours: '{count, plural, one {# hour} other {# hours}}',
  days: '{count, plural, one {# day} other {# days}}',
  now: 'Expire the old token now',
  nowHint: 'For a leaked token. Anything still using it fails at once, and this can’t be undone.',
  inUse: 'In use: last call <time>now</time>{where, select, none {} other { from <client>somewhere</client>}}.',
  notInUse: 'Nobody has called with it yet.',
  rotate: 'Rotate token',
  rotateNow: 'Rotate and expire old token',
  rotateBoth: 'Replace both tokens',

  leakTitle: 'A token of {name} leaked',
  leakLead:
    'Every token of this integration stops working at once, and you get a new one for the app. Nobody can use the leaked one after that.',
  leakSteps: 'Then give the developer the new token. Until it is in place, the app’s requests are refused.',
  leakLook:
    'What the token may have done shows under <link>Usage</link>, and what it may do under <permissions>Permissions</permissions>.',
  leakAction: 'Expire every token and make a new one',

  cancelTitle: 'Cancel the rotation',
  cancelSays:
    'The new token <new>…new</new> stops working at once. The old one <old>…old</old> works on as before, without a deadline.',
  cancelSaysUntil:
    'The new token <new>…new</new> stops working at once. The old one <old>…old</old> works on as before, until its own end <time>then</time>.',
  cancelUsedBySome: 'The new token is in use already. Its calls will fail.',
  cancelUsed: 'The new token is in use already. These calls will fail:',
  cancelConfirm: 'Stop the new token all the same',
  cancelNot: 'Keep both tokens',
  cancelAction: 'Cancel rotation',

  expireTitle: 'Expire the old token now',
  expireSays:
    'The old token <old>…old</old> stops working at once, and this can’t be undone. The new one <new>…new</new> works on.',
  expireAction: 'Expire old token',

  extendTitle: 'Extend the overlap',
  extendSays: 'The old token <old>…old</old> stops <time>then</time>. Choose a later end.',
  extendNone: 'It can’t end later: an overlap lasts 30 days at most, and never beyond the token’s own end.',
  extendUntil: 'The old token stops',
  extendLatest: '{when} (the latest there is)',
  extendAction: 'Extend overlap',

  reissueTitle: 'Reissue the new token',
  reissueSays:
    'For when the new token was lost before it was used. Another one takes its place: <new>…new</new> stops working at once, and this can’t be undone.',
  reissueKeeps: 'The old token <old>…old</old> keeps its deadline, <time>then</time>.',
  reissueUsed: 'The new token is in use already. These calls will fail:',
  reissueAction: 'Reissue token',

  disableTitle: 'Disable {name}',
  disableSays: 'Its requests are refused until you enable it again. The token stays the same.',
  disableUse: 'Last used <time>then</time>.',
  disableAction: 'Disable integration',

  deleteTitle: 'Delete {name}',
  deleteSays:
    'Every token of it stops working at once, and no token can be brought back. Its history stays in the audit log.',
  deleteUnused: 'Nobody has used it.',
  deleteUsed: 'It was last used <time>then</time>.',
  deleteCalls:
    '{count, plural, =0 {No request came in the last 24 hours.} one {One request came in the last 24 hours; such requests will fail.} other {# requests came in the last 24 hours; such requests will fail.}}',
  deleteAction: 'Delete integration',

  rotated: 'The old token works until {when}.',
  expired: 'The old token has stopped working.',
  cancelled: 'The rotation is cancelled. The old token …{last4} works on.',
  extended: 'The old token works until {when}.',
  disabled: '{name} is disabled.',
  enabled: '{name} is enabled.',
  deleted: '{name} is deleted.',
})
