import { catalogue } from '../../i18n/catalogue.tsx'

export const t = catalogue('labs', {
  title: 'Labs',
  lead: 'Features that this account can switch on and off.',
  on: 'On',
  off: 'Off',
  ifOn: '<b>If you switch it on:</b> {says}',
  ifOff: '<b>If you switch it off:</b> {says}',
  since: 'switched <time>then</time>',
  switchedOn: '{title} is on.',
  switchedOff: '{title} is off.',
  failed: 'We couldn’t load the features. {reason}',
})
