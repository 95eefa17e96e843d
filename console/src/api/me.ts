import { queryOptions } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { GET_ME, Me, SIGN_OUT } from '../../../src/contract/session.ts'
import type { Permission } from '../../../src/domain/permission.ts'
import { call } from './client.ts'

/** The signed-in person with their accounts. */
export type Person = Extract<Me, { principal: 'user' }>
export type AccountAccess = Person['accounts'][number]

/** Who is signed in, and where they may go. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => (await call<typeof GET_ME>('GET /me', { signal })) as Person,
})

/** Ends the session. */
export const signOut = () => call<typeof SIGN_OUT>('DELETE /session')

/** Set by the frame, once it is known who is signed in and the address names one of their accounts. */
export const HereContext = createContext<{ person: Person; account: AccountAccess } | undefined>(undefined)

/** The account of the address, and the person who looks at it. */
export function useHere(): { person: Person; account: AccountAccess; accountId: string } {
  const here = useContext(HereContext)
  if (here === undefined) throw new Error('outside of the frame')
  return { ...here, accountId: here.account.id }
}

/** Whether the person may do a thing here; what they may not is absent from the page. */
export function useCan(): (permission: Permission) => boolean {
  const { account } = useHere()
  return permission => account.permissions.includes(permission)
}
