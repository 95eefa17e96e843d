import { Link, useRouter } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { parseSearch } from './url-state.ts'

type AppLinkProps = Omit<ComponentProps<'a'>, 'href'> & { href: string }

/** The router marks links to the present page; one to another tab of it, or to the page above, is none. */
const EXACTLY_HERE = { exact: true, includeSearch: true }

/**
 * A link to any address of this server. What the console owns is opened without loading a page, and loaded ahead while the
 * pointer rests on it; anything else is an ordinary link.
 */
export function AppLink({ href, ...rest }: AppLinkProps) {
  const router = useRouter()
  const [withoutHash = '', hash] = href.split('#')
  const [path = '', search = ''] = withoutHash.split('?')
  if (!isOwned(router, path)) return <a href={href} {...rest} />
  return (
    <Link
      to={path}
      search={parseSearch(search)}
      activeOptions={EXACTLY_HERE}
      {...(hash === undefined ? {} : { hash })}
      {...rest}
    />
  )
}

/** Whether a page of the console stands at this path. */
function isOwned(router: ReturnType<typeof useRouter>, path: string): boolean {
  if (!path.startsWith('/')) return false
  const [, , route] = router.getMatchedRoutes(path)
  return route !== undefined && !route.isRoot && !route.id.endsWith('/$')
}
