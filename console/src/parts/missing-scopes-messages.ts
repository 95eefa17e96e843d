import { catalogue } from '../i18n/catalogue.tsx'

export const t = catalogue('missing-scopes', {
  times: '{count} × {status}',
  missing: 'missing <scope>scope</scope>',
  grant: 'Add permission',
})
