import type { ComponentProps } from 'react'
import { AppLink } from './AppLink.tsx'
import { cx } from './class-names.ts'

/** A link within text. */
export function TextLink({ className, ...rest }: ComponentProps<typeof AppLink>) {
  return <AppLink {...rest} className={cx('font-medium underline underline-offset-2 hover:no-underline', className)} />
}
