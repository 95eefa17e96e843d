let tell: () => void
/** Settled once a page stands that answers to presses. */
export const isReady = new Promise<void>(resolve => {
  tell = resolve
})

/** Says so, to the document as well: tests wait for it, and the benchmark. */
export function tellReady(): void {
  document.documentElement.dataset.ready = ''
  tell()
}
