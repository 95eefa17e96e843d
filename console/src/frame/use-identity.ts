import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChallengeReason } from '../api/challenge.ts'
import {
  confirmByCode,
  confirmByPasskey,
  confirmByPassword,
  finishSignIn,
  hasPasskeys,
  signIn,
  signInByPasskey,
} from '../api/identity.ts'
import type { Person } from '../api/me.ts'
import { ApiProblem } from '../api/problem.ts'
import { securityQuery } from '../api/security.ts'
import { type Action, useAction } from '../api/use-action.ts'
import { forgetTyped } from '../ui/kept-state.ts'

/** What was typed to show who one is. */
export interface Typed {
  email: string
  password: string
  code: string
}

export interface Identity {
  /** What is asked for; undefined until it is known. A code: once the password was right, or of whom it is not enough. */
  asks: 'password' | 'code' | undefined
  mayUsePasskey: boolean
  send: Action<Typed, void>
  byPasskey: Action<void, void>
}

interface IdentityInput {
  reason: ChallengeReason
  person: Person['user'] | undefined
  onPassed: () => void
}

/** Answers that the password alone is not enough. */
const WANTS_CODE = new Set(['second_factor_required', 'proof_not_enough'])

/** Signs in again, or confirms who one is, by whatever the server asks for. */
export function useIdentity({ reason, person, onPassed }: IdentityInput): Identity {
  const isEnded = reason === 'session-ended'
  const [needsCode, setNeedsCode] = useState(false)
  const setup = useQuery({ ...securityQuery, enabled: !isEnded })
  const hasFactor = needsCode || setup.data?.hasSecondFactor === true
  const isKnown = isEnded || !setup.isPending
  const pass = (user: { id: string }) => {
    // Nothing that one person has read or typed is left to another.
    if (person === undefined || user.id === person.id) return onPassed()
    forgetTyped()
    location.reload()
  }
  const send = useAction(async ({ email, password, code }: Typed) => {
    try {
      const answer = isEnded
        ? await (needsCode ? finishSignIn(code) : signIn({ email, password }))
        : await (hasFactor ? confirmByCode(code) : confirmByPassword(password))
      pass(answer.user)
    } catch (error) {
      if (!(error instanceof ApiProblem) || !WANTS_CODE.has(error.code)) throw error
      setNeedsCode(true)
    }
  })
  const byPasskey = useAction(async () => pass((await (isEnded ? signInByPasskey() : confirmByPasskey())).user))
  return {
    asks: isKnown ? (hasFactor ? 'code' : 'password') : undefined,
    mayUsePasskey: hasPasskeys && (isEnded || (setup.data?.passkeys.length ?? 0) > 0),
    send,
    byPasskey,
  }
}
