/** What stands in the way: text that is not (our) JSON, or a value that must not be stored as it is. */
export class JsonFault extends Error {
  readonly kind: 'malformed' | 'invalid'
  /** Where in the document: `tags[2].name`; empty for the document itself. */
  readonly path: string

  constructor(kind: 'malformed' | 'invalid', path: string, says: string) {
    super(says)
    this.name = 'JsonFault'
    this.kind = kind
    this.path = path
  }
}

export const DEPTH_MAX = 32
export const KEYS_MAX = 1000
export const ITEMS_MAX = 1000

/** An open object or array of the scan, with where it stands. */
interface Level {
  keys: Set<string> | undefined
  key: string
  isKeyNext: boolean
  items: number
}

/**
 * Reads JSON, and only what may be used safely: one scan over the text refuses deep nesting, floods of keys or items,
 * duplicate keys, prototype keys, NUL and lone surrogates (PostgreSQL refuses the first and silently alters the second),
 * and numbers that a double cannot hold. Only then is anything built. Throws JsonFault.
 */
export function parseStrictJson(input: Uint8Array | string): unknown {
  const text = typeof input === 'string' ? input : decodeUtf8(input)
  if (text.startsWith('\ufeff')) throw new JsonFault('malformed', '', 'must not begin with a byte order mark')
  scan(text)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw syntaxFault(error)
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new JsonFault('malformed', '', 'must be UTF-8')
  }
}

/** The engine's own sentence quotes the document, which may hold a secret: only the position is told. */
function syntaxFault(error: unknown): JsonFault {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec((error as Error).message) ?? []
  const where = line === undefined ? '' : ` (line ${line}, column ${column})`
  return new JsonFault('malformed', '', `is not valid JSON${where}`)
}

/** Goes over the text once. Grammar is left to JSON.parse: whatever this lets through by mistake, that refuses. */
function scan(text: string): void {
  const levels: Level[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at] as string
    if (char === '"') {
      at = scanString(text, at, levels)
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      at = scanNumber(text, at, levels)
    } else {
      scanMark(char, levels)
      at += 1
    }
  }
}

function scanMark(char: string, levels: Level[]): void {
  const level = levels.at(-1)
  if (char === '{' || char === '[') open(char, levels)
  else if (char === '}' || char === ']') levels.pop()
  else if (char === ':' && level !== undefined) level.isKeyNext = false
  else if (char === ',' && level?.keys !== undefined) level.isKeyNext = true
  else if (char === ',' && level !== undefined) nextItem(level, levels)
}

function open(char: '{' | '[', levels: Level[]): void {
  if (levels.length >= DEPTH_MAX) {
    throw new JsonFault('malformed', '', `must not be nested deeper than ${DEPTH_MAX} levels`)
  }
  const isObject = char === '{'
  levels.push({ keys: isObject ? new Set() : undefined, key: '', isKeyNext: isObject, items: 0 })
}

function nextItem(level: Level, levels: Level[]): void {
  level.items += 1
  if (level.items < ITEMS_MAX) return
  levels.pop()
  throw new JsonFault('malformed', pathOf(levels), `must not hold more than ${ITEMS_MAX} items`)
}

/** Checks the string that begins at `start`; gives the place behind its closing quote. */
function scanString(text: string, start: number, levels: Level[]): number {
  const end = endOfString(text, start)
  const value = decodeString(text.slice(start, end))
  const level = levels.at(-1)
  if (level?.keys !== undefined && level.isKeyNext) enterKey(value, level, levels)
  if (value.includes('\0'))
    throw new JsonFault('invalid', pathOf(levels), 'must not contain the character NUL (\\u0000)')
  if (!value.isWellFormed()) {
    throw new JsonFault('invalid', pathOf(levels), 'must not contain half of a surrogate pair (such as \\ud800)')
  }
  return end
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at]
    if (char === '"') return at + 1
    if (char === '\\') at += 1
  }
  throw new JsonFault('malformed', '', 'is not valid JSON (a string has no end)')
}

function decodeString(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1)
  try {
    return JSON.parse(literal) as string
  } catch (error) {
    throw syntaxFault(error)
  }
}

function enterKey(key: string, level: Level, levels: Level[]): void {
  const isDuplicate = level.keys?.has(key) === true
  level.key = key
  level.keys?.add(key)
  if (isDuplicate) throw new JsonFault('malformed', pathOf(levels), 'must not be given twice')
  if (level.keys !== undefined && level.keys.size > KEYS_MAX) {
    levels.pop()
    throw new JsonFault('malformed', pathOf(levels), `must not hold more than ${KEYS_MAX} keys`)
  }
  const isPrototype = key === '__proto__' || (key === 'prototype' && levels.at(-2)?.key === 'constructor')
  if (isPrototype) throw new JsonFault('invalid', pathOf(levels), 'is not a name that can be used')
}

const NUMBER = /[-+.0-9eE]*/y

function scanNumber(text: string, start: number, levels: Level[]): number {
  NUMBER.lastIndex = start
  const literal = NUMBER.exec(text)?.[0] ?? ''
  const value = Number(literal)
  const isLost = value === 0 && /[1-9]/.test(literal.split(/[eE]/, 1)[0] ?? '')
  if (!Number.isFinite(value) || isLost) {
    throw new JsonFault('invalid', pathOf(levels), 'must be a number that can be kept exactly')
  }
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new JsonFault('invalid', pathOf(levels), 'must lie between -(2^53 - 1) and 2^53 - 1')
  }
  if (Object.is(value, -0)) throw new JsonFault('invalid', pathOf(levels), 'must be 0, not -0')
  return start + literal.length
}

const PATH_LENGTH_MAX = 200

function pathOf(levels: readonly Level[]): string {
  const path = levels.map(level => (level.keys === undefined ? `[${level.items}]` : step(level.key))).join('')
  return (path.startsWith('.') ? path.slice(1) : path).slice(0, PATH_LENGTH_MAX).toWellFormed()
}

function step(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}
