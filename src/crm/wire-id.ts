import { notFound } from './wire-error.ts'

/**
 * True for text that can be an id on the wire. Anything else is no row's id and is not even looked up: PostgreSQL refuses
 * a NUL, and a malformed id must read like one that isn't there.
 */
export function isWireId(text: string): boolean {
  return /^[0-9A-Za-z]{1,50}$/.test(text)
}

/** The id, or the 404 of an id that isn't there. */
export function requireWireId(noun: string, id: string): string {
  if (!isWireId(id)) throw notFound(noun, id)
  return id
}
