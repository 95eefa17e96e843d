import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { watchConnection } from './api/connection.ts'
import { labsQuery } from './api/labs.ts'
import { meQuery } from './api/me.ts'
import { queryClient, quietly } from './api/query-client.ts'
import { applyLocale } from './i18n/locale.ts'
import { router } from './router.tsx'
import './styles.css'
import { watchShortcuts } from './ui/shortcuts.ts'

applyLocale()
watchConnection()
watchShortcuts()
// On its way before the first component is drawn.
quietly(queryClient.query(meQuery))
const accountId = /^\/accounts\/(acc_[0-9A-Za-z]+)\//.exec(location.pathname)?.[1]
if (accountId !== undefined) quietly(queryClient.query(labsQuery(accountId)))

// The first dialog should open at once; until then its code is nobody's business.
addEventListener('load', () => setTimeout(() => quietly(import('./ui/Dialog.tsx')), 2000), { once: true })

const place = document.getElementById('root')
if (place === null) throw new Error('The page has no place for the console.')
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
