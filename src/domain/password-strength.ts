import { COMMON_WORDS } from './common-passwords.ts'
import { LEAKED_PASSWORDS } from './leaked-passwords.ts'

/** Rows of keys, the zigzags over them, the digits and the alphabet: what a finger or a counting mind runs along. */
const ROWS = [
  ...['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  ...['qwertzuiopü', 'asdfghjklöä', 'yxcvbnm', 'azertyuiop', 'qsdfghjklm', 'wxcvbn'],
  ...['1qaz2wsx3edc4rfv5tgb6yhn7ujm', '1q2w3e4r5t6y7u8i9o0p', '!@#$%^&*()'],
].flatMap(row => [row, [...row].reverse().join('')])
const RUN_LENGTH_LEAST = 4

/** Characters that stand for letters in a password such as P@ssw0rd. */
const LETTER_OF: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
}

const UNGUESSED_LEAST = 6

/** True when little is left of a password without the parts that guessers try first. */
export function isEasyToGuess(password: string): boolean {
  const plain = password.normalize('NFC').toLowerCase()
  const spelled = plain.replace(/[013457@$]/g, sign => LETTER_OF[sign] ?? sign)
  return [plain, spelled].some(text => weightOf(unguessed(text)) < UNGUESSED_LEAST)
}

/** True for a password that guessers begin with, since many people use it: alone, said twice, or with a year and signs around it. */
export function hasLeaked(password: string): boolean {
  const whole = password.normalize('NFC').toLowerCase().replace(/\s/g, '')
  return [whole, lettersWithin(whole)].some(text => LEAKED_PASSWORDS.has(text) || LEAKED_PASSWORDS.has(saidOnce(text)))
}

/** From the first letter to the last. */
function lettersWithin(text: string): string {
  const characters = [...text]
  const isLetter = (character: string) => /\p{L}/u.test(character)
  return characters.slice(characters.findIndex(isLetter), characters.findLastIndex(isLetter) + 1).join('')
}

/** A text that is one part said several times becomes that part: its period is where it is found again in itself doubled. */
function saidOnce(text: string): string {
  return text.slice(0, (text + text).indexOf(text, 1))
}

/** What remains without common words, runs and repetitions. */
function unguessed(text: string): string {
  // A blank where something was taken out: its neighbours must not grow together to a word.
  const withoutWords = COMMON_WORDS.reduce((rest, word) => rest.replaceAll(word, ' '), withoutRuns(text))
  return withoutRepetitions(withoutWords.replace(/\s+/g, ' '))
}

function withoutRuns(text: string): string {
  let rest = ''
  for (let at = 0; at < text.length; ) {
    const length = runLengthAt(text, at)
    rest += length === 0 ? text[at] : ' '
    at += Math.max(length, 1)
  }
  return rest
}

function runLengthAt(text: string, at: number): number {
  const isRun = (length: number) => ROWS.some(row => row.includes(text.slice(at, at + length)))
  let length = RUN_LENGTH_LEAST
  if (at + length > text.length || !isRun(length)) return 0
  while (at + length < text.length && isRun(length + 1)) length++
  return length
}

/** A part said several times in a row counts once. */
function withoutRepetitions(text: string): string {
  return text.replace(/(.+?)\1+/gsu, '$1')
}

/** Letters and pictures count one. Digits and signs count half: years and exclamation marks are put at the end. */
function weightOf(text: string): number {
  const solid = [...text].filter(character => !/\s/.test(character))
  const light = solid.filter(character => /[\d!-/:-@[-`{-~]/.test(character))
  return solid.length - light.length / 2
}
