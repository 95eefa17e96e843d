import { catalogue } from '../i18n/catalogue.tsx'

export const t = catalogue('bell', {
  bell: 'Notifications{unread, plural, =0 {} other {: # unread}}',
  latest: 'Latest notices',
  nothing: 'Nothing to tell',
  all: 'All notifications',
})
