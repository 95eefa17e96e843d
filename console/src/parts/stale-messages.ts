import { catalogue } from '../i18n/catalogue.tsx'

export const t = catalogue('stale', {
  stale: 'This may be out of date. {reason}',
})
