import { catalogue } from '../i18n/catalogue.tsx'

export const t = catalogue('sessions', {
  thisOne: 'This one',
  seen: 'last seen <time>then</time>',
  end: 'Sign out',
  endOf: 'Sign out {where}',
  unknown: 'Unknown program',
})
