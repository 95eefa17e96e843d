import { type Html, html, trusted } from './html.ts'

/** Drawings on a 16 by 16 grid with a line of 1.5, after the manner of Lucide (ISC). */
const DRAWINGS = {
  plus: 'M8 3.5v9M3.5 8h9',
  back: 'M9.5 4 5.5 8l4 4',
  check: 'm3.5 8.5 3 3 6-7',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.3-1.2 3.2 3.2',
  copy: 'M6.5 5.5h6v8h-6zM10 5.5v-3H3.5v8h3',
  rotate: 'M13 8a5 5 0 1 1-1.5-3.6L13 6m0-3.5V6H9.5',
  warning: 'M8 6v3.2m0 2.3v.01M8 2.2 14.3 13.3H1.7L8 2.2Z',
  chevrons: 'm5 6 3-3 3 3M5 10l3 3 3-3',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Zm0-6.5v3.5m0-6v.01',
  plug: 'M6 1.5V5m4-3.5V5M4 5h8v2.5a4 4 0 0 1-8 0V5Zm4 6.5v3',
} as const satisfies Record<string, string>

/** A decorative drawing; the words beside it say the same. */
export function icon(name: keyof typeof DRAWINGS): Html {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${trusted(DRAWINGS[name])}"/></svg>`
}
