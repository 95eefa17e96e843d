import { IntlMessageFormat } from 'intl-messageformat'
import { Fragment, type ReactNode } from 'react'
import { formatLocale, locale } from './locale.ts'
import { pseudoAst } from './pseudo.ts'

type Value = string | number | Date | boolean
type Rich = Value | ReactNode | ((chunks: ReactNode) => ReactNode)

/** The texts of one place, typed by their keys. */
export interface Texts<Key extends string> {
  /** The text of a key, with its values put in. */
  (key: Key, values?: Record<string, Value>): string
  /** The same with elements: `<b>…</b>` in the text, `{ b: chunks => <b>{chunks}</b> }` here. */
  rich(key: Key, values: Record<string, Rich>): ReactNode
}

/** Every catalogue that was loaded, for the test that reads them all. */
export const catalogues = new Map<string, Record<string, string>>()

/**
 * Declares the texts of a place: ICU messages in English under keys. One catalogue for each folder of pages, in its
 * `messages.ts`; `id` is the folder's name.
 */
export function catalogue<const M extends Record<string, string>>(id: string, messages: M): Texts<keyof M & string> {
  catalogues.set(id, messages)
  const formats = new Map<string, IntlMessageFormat>()
  const formatOf = (key: string) => {
    const known = formats.get(key)
    if (known !== undefined) return known
    const format = compile(messages[key] ?? key)
    formats.set(key, format)
    return format
  }
  const text = (key: keyof M & string, values?: Record<string, Value>) => String(formatOf(key).format(values))
  return Object.assign(text, {
    rich(key: keyof M & string, values: Record<string, Rich>): ReactNode {
      const parts = formatOf(key).format<ReactNode>(values as Record<string, ReactNode>)
      // The order of a message never changes, so its index is a key.
      return Array.isArray(parts) ? parts.map((part, index) => <Fragment key={index}>{part}</Fragment>) : parts
    },
  })
}

function compile(message: string): IntlMessageFormat {
  const plain = new IntlMessageFormat(message, formatLocale)
  return locale === 'en' ? plain : new IntlMessageFormat(pseudoAst(plain.getAst()), formatLocale)
}
