/** A name as a key that templates and clients can write: "Favourite colour?" becomes `favourite_colour`. */
export function snakeCase(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll(/['’]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
  return words.join('_') || 'field'
}

/** True for text that can be a field's key: `contact.favourite_colour`. */
export function isFieldKey(text: string): boolean {
  return /^(contact|opportunity)\.[\p{L}\p{N}_]+$/u.test(text)
}

/** The key itself, or with the first number from 2 on that nobody has: two names may come down to one key. */
export function freeKey(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key)) return key
  for (let number = 2; ; number++) {
    if (!taken.has(`${key}_${number}`)) return `${key}_${number}`
  }
}
