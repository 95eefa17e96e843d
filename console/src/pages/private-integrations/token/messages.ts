import { catalogue } from '../../../i18n/catalogue.tsx'

export const t = catalogue('private-integrations/token', {
  title: 'Copy your token now',
  lead: 'This is the only time we show the token for <b>{name}</b>. We keep only a fingerprint, so we can’t show it again.',
  token: 'Token',
  copy: 'Copy token',
  use: 'How to use it',
  copySnippet: 'Copy snippet',
  env: '.env',
  curl: 'curl',
  node: 'Node.js',
  python: 'Python',
  share:
    'Share it only with people you trust, and never by email or chat. Anyone with this token can do what its permissions allow.',
  saved: 'I’ve saved this token in a safe place',
  done: 'Done',
  tickFirst: 'Save the token first, then tick the box: after this dialog nobody can see it again.',
  gone: 'This token was shown before',
  goneLead:
    'The answer to the first try got lost on its way, and a token is shown once. Rotate <b>{name}</b> to get another one.',
  close: 'Close',
})
