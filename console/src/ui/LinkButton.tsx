import type { ComponentProps, ReactNode } from 'react'
import { AppLink } from './AppLink.tsx'
import { type ButtonLook, buttonClass } from './button-classes.ts'

type LinkButtonProps = ComponentProps<typeof AppLink> & { look?: ButtonLook; icon?: ReactNode }

/** A link that looks like a button; it stays a link for the keyboard and for screen readers. */
export function LinkButton({ look, icon, className, children, ...rest }: LinkButtonProps) {
  return (
    <AppLink {...rest} className={buttonClass(look, className)}>
      {icon}
      {children}
    </AppLink>
  )
}
