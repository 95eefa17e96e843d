/** The looks that both kinds of dialogs share. On a phone they rise from the lower edge. */
export const BACKDROP =
  'fixed inset-0 z-40 bg-veil transition-opacity duration-150 data-[starting-style]:opacity-0 data-[ending-style]:opacity-0'

const POPUP =
  'fixed inset-x-0 bottom-0 z-50 mx-auto flex max-h-[92dvh] w-full flex-col rounded-t-2xl border border-line bg-surface shadow-2xl transition duration-150 outline-none data-[starting-style]:translate-y-3 data-[starting-style]:opacity-0 data-[ending-style]:translate-y-3 data-[ending-style]:opacity-0 sm:top-1/2 sm:bottom-auto sm:-translate-y-1/2 sm:rounded-2xl'

export const POPUP_WIDTHS = {
  narrow: `${POPUP} sm:max-w-md`,
  normal: `${POPUP} sm:max-w-xl`,
  wide: `${POPUP} sm:max-w-3xl`,
}

export const FOOTER =
  'flex shrink-0 flex-col-reverse gap-2 rounded-b-2xl border-t border-line bg-subtle/60 px-5 py-3.5 sm:flex-row sm:items-center sm:justify-end sm:px-6'
