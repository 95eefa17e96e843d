/** What is printed fits 80 columns, and holds no secret but its last four characters. */
const COLUMNS = 80
const INDENT = '    '

const isColored = process.stdout.isTTY === true && !process.env.NO_COLOR
const style = (open: number, close: number) => (text: string) =>
  isColored ? `\u001b[${open}m${text}\u001b[${close}m` : text
export const bold = style(1, 22)
const dim = style(2, 22)
const green = style(32, 39)
const red = style(31, 39)

/** One request with its reply, as they went over the wire. */
export interface Exchange {
  method: string
  path: string
  requestHeaders: Record<string, string>
  requestBody: unknown
  status: number
  statusText: string
  replyHeaders: Headers
  replyBody: unknown
  /** Which fields of the reply to print, as "a.b"; the rest becomes "…". */
  show: readonly string[]
}

/** Reply headers that say something about a token; the others are the same on every reply. */
const TELLING_HEADERS = ['deprecation', 'sunset', 'www-authenticate']

export function say(text = ''): void {
  process.stdout.write(`${text}\n`)
}

export function printTitle(number: number, title: string): void {
  say(`${bold(`${number}. ${title}`)}\n`)
}

export function printVerdict(isRight: boolean, text: string): void {
  say(`${INDENT}${isRight ? green('✓') : red('✗')} ${text}\n`)
}

export function printExchange(exchange: Exchange): void {
  const { method, path, requestHeaders, requestBody, status, statusText, replyHeaders, replyBody, show } = exchange
  say(fit(`  ${bold(method)} ${shortIds(path)}`))
  for (const [name, value] of Object.entries(requestHeaders)) say(dim(fit(`${INDENT}${name}: ${mask(value)}`)))
  if (requestBody !== undefined) printJson(requestBody)
  say(`  ${bold(`${status} ${statusText}`)}`)
  for (const name of TELLING_HEADERS) {
    const value = replyHeaders.get(name)
    if (value !== null) say(fit(`${INDENT}${name}: ${mask(value)}`))
  }
  if (replyBody !== undefined) printJson(only(replyBody, show))
}

function printJson(value: unknown): void {
  for (const line of layOut(value, COLUMNS - INDENT.length)) say(fit(`${INDENT}${line}`))
}

/** A token keeps its last four characters, a password and a session nothing. */
function mask(text: string): string {
  return text.replace(/pit_[0-9A-Za-z]{34}([0-9A-Za-z]{4})/g, 'pit_…$1').replace(/(pit_session=)\S+/, '$1…')
}

/** Ids are cut so that a path fits the line; they are as random as they look. */
function shortIds(path: string): string {
  return path.replace(/\b(acc|int)_([0-9A-Za-z]{4})[0-9A-Za-z]{16}/g, '$1_$2…')
}

/** Of an address, what follows the host: the host is the same in all of them. */
function shortAddress(text: string): string {
  if (!text.startsWith('http') || !URL.canParse(text)) return text
  const { pathname, search } = new URL(text)
  return `…${shortIds(pathname)}${decodeURIComponent(search)}`
}

const ITEMS_SHOWN = 3
const REST = Symbol('what is left out')
type Trimmed = { [key: string]: unknown; [REST]?: true }

/** The named fields of a value, in its own order; objects from which something is left out say so. */
function only(value: unknown, paths: readonly string[]): unknown {
  if (Array.isArray(value)) return value.slice(0, ITEMS_SHOWN).map(item => only(item, paths))
  if (typeof value !== 'object' || value === null) return value
  const kept: Trimmed = {}
  for (const [key, field] of Object.entries(value)) {
    const deeper = paths.filter(path => path.startsWith(`${key}.`)).map(path => path.slice(key.length + 1))
    if (paths.includes(key)) kept[key] = field
    else if (deeper.length > 0) kept[key] = only(field, deeper)
    else kept[REST] = true
  }
  return kept
}

/** JSON on one line where it fits, else one field a line. */
function layOut(value: unknown, width: number): string[] {
  const line = inOneLine(value)
  if (line.length <= width || typeof value !== 'object' || value === null) return [line]
  const isList = Array.isArray(value)
  const entries = Object.entries(value).map(([key, field]) => {
    const name = isList ? '' : `"${key}": `
    const [first = '', ...rest] = layOut(field, width - '  ,'.length - name.length)
    return [`  ${name}${first}`, ...rest.map(text => `  ${text}`)]
  })
  if ((value as Trimmed)[REST]) entries.push(['  …'])
  const lines = entries.flatMap((texts, index) => {
    const isLast = index === entries.length - 1
    return isLast ? texts : [...texts.slice(0, -1), `${texts.at(-1)},`]
  })
  return isList ? ['[', ...lines, ']'] : ['{', ...lines, '}']
}

function inOneLine(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(mask(shortAddress(value)))
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(([key, field]) => `"${key}": ${inOneLine(field)}`)
  if ((value as Trimmed)[REST]) fields.push('…')
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

function fit(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- our own emphasis takes no column
  const width = text.replace(/\u001b\[\d+m/g, '').length
  return width <= COLUMNS ? text : `${text.slice(0, COLUMNS - 1)}…`
}
