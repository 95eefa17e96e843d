import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from '@tanstack/react-router'
import { AccountFrame } from './frame/AccountFrame.tsx'
import { guarded } from './frame/guarded.tsx'
import { LoadFailed } from './frame/LoadFailed.tsx'
import { Loading } from './frame/Loading.tsx'
import { NotFound } from './frame/NotFound.tsx'
import { Root } from './frame/Root.tsx'
import type { Place } from './pages/place.ts'
import { PLACES } from './pages/registry.ts'
import { parseSearch, stringifySearch } from './ui/url-state.ts'

/** Where the server draws: it has no window, and reads nothing ahead. */
interface ServerPlace {
  history: RouterHistory
  origin: string
}

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>

/** Makes what finds the page of an address, and reads it ahead while the pointer rests on a link. */
export function createConsoleRouter(server?: ServerPlace) {
  return createRouter({
    ...server,
    routeTree: createRouteTree(server === undefined),
    parseSearch: text => parseSearch(text),
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadDelay: 40,
    defaultPendingMs: 200,
    defaultPendingComponent: Loading,
    defaultErrorComponent: LoadFailed,
    scrollRestoration: server === undefined,
  })
}

function createRouteTree(readsAhead: boolean) {
  const root = createRootRoute({ component: Root, notFoundComponent: NotFound })
  const account = createRoute({ getParentRoute: () => root, path: '/accounts/$accountId', component: AccountFrame })
  const anywhereElse = createRoute({ getParentRoute: () => account, path: '$', component: NotFound })
  const toRoute = (place: Place) =>
    createRoute({
      getParentRoute: () => account,
      path: place.path,
      component: guarded(place, lazyRouteComponent(place.load, 'Page')),
      loader: ({ params }) => (readsAhead ? place.prefetch?.(params as Record<string, string>) : undefined),
    })
  return root.addChildren([account.addChildren([...PLACES.map(toRoute), anywhereElse])])
}
