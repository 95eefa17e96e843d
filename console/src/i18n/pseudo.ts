import type { IntlMessageFormat } from 'intl-messageformat'

type Ast = IntlMessageFormat['getAst'] extends () => infer A ? A : never
type Element = Ast[number] & { value?: unknown; children?: Ast; options?: Record<string, { value: Ast }> }

/** Of @formatjs/icu-messageformat-parser: text as it stands. */
const LITERAL = 0
const ACCENTS: Record<string, string> = { a: 'å', e: 'ë', i: 'ï', o: 'ö', u: 'ü', A: 'Å', E: 'Ë', O: 'Ö', U: 'Ü' }
const STRETCH = 0.4

/** The same message with its words accented and 40 % longer: what is cut off or not in a catalogue shows at once. */
export function pseudoAst(ast: Ast): Ast {
  return (ast as Element[]).map<Element>(element => {
    if (element.type === LITERAL) return { ...element, value: stretch(String(element.value)) }
    if (element.options !== undefined) {
      const options = Object.entries(element.options).map(([name, option]) => [
        name,
        { ...option, value: pseudoAst(option.value) },
      ])
      return { ...element, options: Object.fromEntries(options) }
    }
    return element.children === undefined ? element : { ...element, children: pseudoAst(element.children) }
  })
}

function stretch(text: string): string {
  const accented = text.replace(/[aeiouAEOU]/g, letter => ACCENTS[letter] ?? letter)
  const letters = text.replace(/\W/g, '').length
  return letters < 3 ? accented : accented.trimEnd() + '·'.repeat(Math.ceil(letters * STRETCH)) + trailing(text)
}

function trailing(text: string): string {
  return text.slice(text.trimEnd().length)
}
