import { type Letter, letterFrom } from './letter.ts'
import { shownText } from './say.ts'

/** Who gets a letter about a change of address. */
interface Reader {
  name: string
}

const IGNORE = 'If you know nothing of this, do nothing: the address stays as it is.'
const NOT_YOU =
  'If it was not you, somebody else is signed in as you: sign out everywhere else and change your password under Your security, and tell an admin of your account.'

/** To the new address: the link that proves that it can be read. */
export function confirmEmailLetter({ name }: Reader, link: string): Letter {
  return letterFrom({
    subject: 'Confirm your new e-mail address',
    name,
    paragraphs: ['You asked to sign in with this address. Open the link within 24 hours to confirm it; it works once.'],
    link,
    ending: [IGNORE],
  })
}

/** To the new address, where somebody signs in with it already. Whoever asked is told nothing of that. */
export function takenEmailLetter(): Letter {
  return letterFrom({
    subject: 'This e-mail address is in use already',
    name: '',
    paragraphs: [
      'Somebody asked to sign in with this address, but a user with it exists already. Nothing was changed.',
      'If it was you, sign in with this address, or choose another one.',
    ],
    ending: ['If you know nothing of this, do nothing.'],
  })
}

/** To the present address, when the change is asked for. */
export function emailAskedLetter({ name }: Reader, email: string): Letter {
  return letterFrom({
    subject: 'A new e-mail address was asked for',
    name,
    paragraphs: [
      `Somebody who is signed in as you asked to change your e-mail address to ${shownText(email)}. It changes once that address is confirmed.`,
    ],
    ending: [NOT_YOU],
  })
}

/** To the old address, when it is one no more. */
export function emailChangedLetter({ name }: Reader, email: string): Letter {
  return letterFrom({
    subject: 'Your e-mail address was changed',
    name,
    paragraphs: [`You sign in with ${shownText(email)} now, and no longer with this address.`],
    ending: [NOT_YOU],
  })
}
