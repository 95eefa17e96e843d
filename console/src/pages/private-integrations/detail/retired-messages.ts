import { catalogue } from '../../../i18n/catalogue.tsx'

export const t = catalogue('private-integrations/retired', {
  title: 'Dead tokens that are still used',
  lead: 'Refused calls with a token of this integration that has ended. The tokens that work are not touched by it.',
  known: 'Left behind',
  knownHint: 'An app that has not been given the new token.',
  unknown: 'Unknown network',
  unknownHint: 'Nobody called from there while the token worked: it may have leaked.',
  calls: '{count, plural, one {# refused call} other {# refused calls}} with …{last4}, last <time>then</time>',
})
