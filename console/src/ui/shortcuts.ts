import { useEffect, useRef } from 'react'

/** A key, or two in a row such as `g i`, and what it does. */
interface Shortcut {
  keys: string
  name: string
  run(): void
}

const STORAGE = 'shortcuts'
const NEXT_KEY_WITHIN_MS = 1200
const OVER_THE_PAGE = '[role="dialog"], [role="alertdialog"], [role="menu"]'

const registered = new Map<symbol, Shortcut>()
let first: { key: string; atMs: number } | undefined

/** Whether single keys do things: a person may switch them off (WCAG 2.1.4). */
export function areShortcutsOn(): boolean {
  return localStorage.getItem(STORAGE) !== 'off'
}

/** Switches them on or off in this browser. */
export function switchShortcuts(isOn: boolean): void {
  if (isOn) localStorage.removeItem(STORAGE)
  else localStorage.setItem(STORAGE, 'off')
}

/** What the keys do here and now, for the help. */
export function listShortcuts(): readonly Pick<Shortcut, 'keys' | 'name'>[] {
  return [...registered.values()]
}

/** Lets a key do something while the component is there. Without a name nothing is registered. */
export function useShortcut(keys: string, name: string | undefined, run: () => void): void {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (name === undefined) return
    const id = Symbol(keys)
    registered.set(id, { keys, name, run: () => latest.current() })
    return () => void registered.delete(id)
  }, [keys, name])
}

/** Starts listening, once. */
export function watchShortcuts(): void {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !isFree(event.target)) return
    const isSecond = first !== undefined && event.timeStamp - first.atMs < NEXT_KEY_WITHIN_MS
    const keys = isSecond ? `${first?.key} ${event.key}` : event.key
    first = { key: event.key, atMs: event.timeStamp }
    const shortcut = find(keys) ?? find(event.key)
    if (shortcut === undefined) return
    first = undefined
    event.preventDefault()
    shortcut.run()
  })
}

/** The one registered last wins: a page's before the frame's. */
function find(keys: string): Shortcut | undefined {
  return [...registered.values()].findLast(shortcut => shortcut.keys === keys)
}

/** Nobody types, nothing lies over the page, and the person wants it. */
function isFree(target: EventTarget | null): boolean {
  return areShortcutsOn() && !isTyping(target) && document.querySelector(OVER_THE_PAGE) === null
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !isTick(target))
}

function isTick(target: HTMLElement): boolean {
  return target instanceof HTMLInputElement && (target.type === 'checkbox' || target.type === 'radio')
}
