import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { challenge } from '../api/challenge.ts'
import { meQuery } from '../api/me.ts'

const SignInAgain = lazy(() => import('./SignInAgain.tsx').then(file => ({ default: file.SignInAgain })))

/** Asks for the password where a call needs it; what was typed on the page stays. */
export function SessionDialog() {
  const open = challenge.use()
  const known = useQueryClient().getQueryData(meQuery.queryKey)
  if (open === undefined) return null
  return (
    <Suspense>
      <SignInAgain reason={open.reason} person={known?.user} onAnswer={open.answer} />
    </Suspense>
  )
}
