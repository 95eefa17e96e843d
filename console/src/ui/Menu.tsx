import { cloneElement, useId, useRef, useState } from 'react'
import { MenuList } from './MenuList.tsx'
import type { MenuProps } from './menu-item.ts'

const OPENING_KEYS = new Set(['ArrowDown', 'ArrowUp', 'Enter', ' '])

/** A list of things to do that opens below a button: arrow keys, letters, Escape. */
export function Menu({ trigger, groups, header, align = 'end' }: MenuProps) {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = (returnsFocus: boolean) => {
    setOpen(false)
    if (returnsFocus) button.current?.focus()
  }
  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        'aria-controls': isOpen ? id : undefined,
        onClick: () => setOpen(!isOpen),
        onKeyDown: (event: KeyboardEvent) => {
          if (isOpen || !OPENING_KEYS.has(event.key)) return
          event.preventDefault()
          setOpen(true)
        },
      })}
      {isOpen && button.current !== null && (
        <MenuList {...{ id, groups, header, align }} anchor={button.current} onClose={close} />
      )}
    </>
  )
}
