import { catalogue } from '../../i18n/catalogue.tsx'

export const t = catalogue('policies', {
  title: 'Policies',
  lead: 'Rules for every token of this account.',
  rotation: 'Rotate tokens every',
  rotationHint: 'Reminders come 14 days before, on the day, and weekly after it. Nothing stops working.',
  age: 'End every token after',
  ageHint:
    'A token of this age is refused, whoever still uses it. It holds for tokens that are made from now on. Empty: never.',
  unused: 'Tell us of an integration that nobody has used for',
  unusedHint: 'A notice to those who manage integrations. Empty: never.',
  days: 'days',
  wrong: 'Say a whole number of days from 1 to {most}.',
  impact:
    'With this rule {count, plural, =0 {no integration is overdue} one {one integration is overdue} other {# integrations are overdue}}: {names}',
  impactLooking: 'Looking which integrations that makes overdue…',
  impactNone: 'With this rule no integration is overdue.',
  save: 'Save policies',
  saved: 'Policies saved.',
  failed: 'We couldn’t load the policies. {reason}',
})
