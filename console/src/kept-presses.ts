/** What does nothing without scripts. Links work by themselves. */
const NEEDS_SCRIPTS = 'button, input[type="checkbox"]'
const TYPES_INTO = 'input, textarea, select, button, a'

/**
 * Keeps what is pressed on a page that stands there before its scripts do: buttons, and single keys (shortcuts). Gives what
 * carries it out once the page can answer.
 */
export function keepPresses(): () => void {
  const pressed = new Set<HTMLElement>()
  const keys: KeyboardEvent[] = []
  const keepClick = (event: MouseEvent) => {
    const button = (event.target as Element).closest<HTMLElement>(NEEDS_SCRIPTS)
    if (button === null) return
    event.preventDefault()
    pressed.add(button)
  }
  const keepKey = (event: KeyboardEvent) => {
    const isShortcut = !event.ctrlKey && !event.metaKey && !event.altKey
    if (isShortcut && !(event.target as Element).matches(TYPES_INTO)) keys.push(event)
  }
  document.addEventListener('click', keepClick, true)
  document.addEventListener('keydown', keepKey, true)
  return () => {
    document.removeEventListener('click', keepClick, true)
    document.removeEventListener('keydown', keepKey, true)
    for (const button of pressed) button.click()
    for (const key of keys) (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', key))
  }
}
