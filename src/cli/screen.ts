/** How text is laid out for people: the width, and emphasis that is nothing where there are no colours. */
export interface Screen {
  columns: number
  bold(text: string): string
  dim(text: string): string
  good(text: string): string
  warn(text: string): string
  bad(text: string): string
}

/** The width when nobody says: the output fits every terminal, and looks the same in a file. */
const COLUMNS_DEFAULT = 80
const COLUMNS_LEAST = 60
const COLUMNS_MOST = 120

/** A screen for a stream. Colours only where a terminal shows them. */
export function screenFor(stream: { isTTY?: boolean; columns?: number }, allowsColor: boolean): Screen {
  const isColored = allowsColor && stream.isTTY === true
  const style = (open: number, close: number) => (text: string) =>
    isColored && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text
  const columns = stream.isTTY === true ? (stream.columns ?? COLUMNS_DEFAULT) : COLUMNS_DEFAULT
  return {
    columns: Math.max(COLUMNS_LEAST, Math.min(COLUMNS_MOST, columns)),
    bold: style(1, 22),
    dim: style(2, 22),
    good: style(32, 39),
    warn: style(33, 39),
    bad: style(31, 39),
  }
}

// C0, DEL and C1 steer the terminal, bidirectional marks reorder what stands around them, U+2028/2029 break lines.
// oxlint-disable-next-line eslint/no-control-regex -- these are exactly what must not reach a terminal
const STEERING = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text from outside (names, user agents) that may be shown: what would steer the terminal becomes a visible mark. */
export function plain(text: string): string {
  return text.replace(STEERING, '\ufffd')
}

// oxlint-disable-next-line eslint/no-control-regex -- the same, for JSON, which escapes the first 32 by itself
const STEERING_IN_JSON = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** JSON that may be shown: the same value, with what would steer a terminal escaped. */
export function toJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent)
  return text.replace(STEERING_IN_JSON, mark => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
/** Letters of Europe and their punctuation: each stands for itself and takes one column. */
const NARROW = /^[ -~\u00a0-\u02ff\u2010-\u2027]*$/

let segmenter: Intl.Segmenter | undefined

/** Making the segmenter takes longer than printing a table, in which there is seldom a letter for it. */
function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** How many columns a text takes; emphasis takes none. */
export function widthOf(text: string): number {
  const bare = unstyled(text)
  if (NARROW.test(bare)) return bare.length
  return [...graphemesOf(bare)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0)
}

/** The text, cut with an ellipsis where it is wider. */
export function fit(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let used = 1
  for (const { segment } of graphemesOf(text)) {
    used += WIDE.test(segment) ? 2 : 1
    if (used > width) break
    kept += segment
  }
  return `${kept}…`
}

/** The text with spaces behind it up to a width. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

function unstyled(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- our own emphasis
  return text.replace(/\u001b\[\d+m/g, '')
}
