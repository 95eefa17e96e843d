import { type Html, html, trusted } from './html.ts'

/** Drawings on a 16 by 16 grid with a line of 1.5, after the manner of Lucide (ISC). */
const DRAWINGS = {
  check: 'm3.5 8.5 3 3 6-7',
  warning: 'M8 6v3.2m0 2.3v.01M8 2.2 14.3 13.3H1.7L8 2.2Z',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Zm0-6.5v3.5m0-6v.01',
} as const satisfies Record<string, string>

/** A decorative drawing; the words beside it say the same. */
export function icon(name: keyof typeof DRAWINGS): Html {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${trusted(DRAWINGS[name])}"/></svg>`
}
