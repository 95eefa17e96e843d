import { QueryClient } from '@tanstack/react-query'
import { onReturn } from './connection.ts'
import { ApiProblem } from './problem.ts'

const FRESH_MS = 15_000
const RETRIES = 2

/** What was read from the server. No secret ever gets in: what makes one is called through `useAction`. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      // A refusal stays a refusal; only no answer, or trouble of the server's own, is worth asking again.
      retry: (count, error) =>
        count < RETRIES && error instanceof ApiProblem && (error.status === 0 || error.status >= 500),
      networkMode: 'always',
    },
  },
})

onReturn(() => void queryClient.invalidateQueries())

/** Reading ahead: `quietly(queryClient.query(…))`. Whether it comes is the matter of the page that asks for it. */
export function quietly(reading: Promise<unknown>): void {
  reading.catch(() => undefined)
}
