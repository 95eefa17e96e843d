import type { Deps } from './deps.ts'
import type { FailedSignIns } from './failed-sign-ins.ts'
import type { SignInLimits } from './sign-in-limits.ts'

/** What signing in asks of the world. */
export type SignInDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'keys'> & {
  signInLimits: SignInLimits
  failedSignIns: FailedSignIns
}

/** Where this server stands, for passkeys: they are bound to it, so that a look-alike gets nothing. */
export interface Site {
  /** Scheme, host and port, as browsers name it. */
  origin: string
  /** The host. */
  rpId: string
}
