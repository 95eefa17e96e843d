import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { queryClient } from './api/query-client.ts'
import type { ConsoleRouter } from './router.tsx'

/** All of the console: what the server draws and the browser takes over must be one and the same. */
export function App({ router }: { router: ConsoleRouter }) {
  return (
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>
  )
}
