import { useState } from 'react'
import type { ChallengeReason } from '../api/challenge.ts'
import { confirmByPasskey, confirmByPassword, finishSignIn, signIn, signInByPasskey } from '../api/identity.ts'
import type { Person } from '../api/me.ts'
import { ApiProblem } from '../api/problem.ts'
import { type Action, useAction } from '../api/use-action.ts'

/** What was typed to show who one is. */
export interface Typed {
  email: string
  password: string
  code: string
}

export interface Identity {
  /** True once the password was right and a code is asked for. */
  needsCode: boolean
  send: Action<Typed, void>
  byPasskey: Action<void, void>
}

interface IdentityInput {
  reason: ChallengeReason
  person: Person['user'] | undefined
  onPassed: () => void
}

/** Signs in again, or confirms who one is, by whatever the server asks for. */
export function useIdentity({ reason, person, onPassed }: IdentityInput): Identity {
  const [needsCode, setNeedsCode] = useState(false)
  const isEnded = reason === 'session-ended'
  const pass = (user: { id: string }) => {
    // Nothing that one person has read or typed is left to another.
    if (person !== undefined && user.id !== person.id) location.reload()
    else onPassed()
  }
  const send = useAction(async ({ email, password, code }: Typed) => {
    if (!isEnded) return pass((await confirmByPassword(password)).user)
    if (needsCode) return pass((await finishSignIn(code)).user)
    try {
      pass((await signIn({ email, password })).user)
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'second_factor_required') throw error
      setNeedsCode(true)
    }
  })
  const byPasskey = useAction(async () => pass((await (isEnded ? signInByPasskey() : confirmByPasskey())).user))
  return { needsCode, send, byPasskey }
}
