/** Markup that may stand in a page as it is: made by `html`, or by `trusted` from our own constants. */
export interface Html {
  readonly markup: string
}

/** What may stand in a template: text and numbers are escaped, `undefined`, `null` and `false` leave no trace. */
export type HtmlValue = Html | string | number | undefined | null | false | readonly HtmlValue[]

/**
 * Builds markup and escapes all that is put into it, so that no page can forget to. Values stand in text or in quoted
 * attributes; an unquoted attribute is refused, because there a space would be enough to add a handler.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = parts[0] ?? ''
  for (const [index, value] of values.entries()) {
    if (markup.endsWith('=')) throw new Error(`html: quote the attribute in "…${markup.slice(-30)}"`)
    markup += render(value) + (parts[index + 1] ?? '')
  }
  return new SafeHtml(markup)
}

/** Marks one of our own constants (an icon's drawing) as markup. Never for anything that came from outside. */
export function trusted(markup: string): Html {
  return new SafeHtml(markup)
}

/** A boolean attribute with a leading space, or nothing. */
export function flag(name: 'checked' | 'selected' | 'required' | 'autofocus' | 'open', isOn: boolean): Html {
  return trusted(isOn ? ` ${name}` : '')
}

/** A class, so that no object from outside (parsed JSON with a `markup` property) passes for markup. */
class SafeHtml implements Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

function render(value: HtmlValue): string {
  if (value === undefined || value === null || value === false) return ''
  if (value instanceof SafeHtml) return value.markup
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value))
  if (Array.isArray(value)) return value.map(render).join('')
  throw new Error('html: only text, numbers, lists and markup made by html can stand in a page')
}

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPED[character] ?? '')
}
