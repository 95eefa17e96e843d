import type { FastifyReply, FastifyRequest } from 'fastify'
import { DEVICE_MS } from '../actions/known-devices.ts'
import { signOut } from '../actions/sessions.ts'
import type { SignInOutcome } from '../actions/sign-in.ts'
import type { Site } from '../actions/sign-in-deps.ts'
import { clearCookie, readCookie, setCookie } from './cookie.ts'
import type { Services } from './services.ts'
import { readSessionCookie, setSessionCookie } from './session-cookie.ts'

type Place = Pick<Services, 'deps' | 'publicUrl'>

/** The mark that this browser got when somebody signed in here before. */
export function readDeviceMark(request: FastifyRequest, publicUrl: URL): string | undefined {
  return readCookie(request, nameOf('pit_device', publicUrl))
}

/** The secret of a sign-in whose second step is still to come. */
export function readPendingSignIn(request: FastifyRequest, publicUrl: URL): string | undefined {
  return readCookie(request, nameOf('pit_sign_in', publicUrl))
}

/**
 * Hands the browser its session. The one it brought along is over: nobody goes on under it after someone else has signed
 * in, and a secret that was in a browser once is not left alive.
 */
export async function enterSession(
  { deps, publicUrl }: Place,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  outcome: SignInOutcome & { isDone: true },
): Promise<void> {
  const earlier = readSessionCookie(request, publicUrl)
  if (earlier !== undefined) await signOut(deps, earlier)
  setSessionCookie(reply, publicUrl, outcome)
  const expiresAt = new Date(deps.clock.now().getTime() + DEVICE_MS)
  setCookie(reply, { ...cookieOf('pit_device', publicUrl), value: outcome.deviceMark, expiresAt })
  if (readPendingSignIn(request, publicUrl) !== undefined) clearCookie(reply, cookieOf('pit_sign_in', publicUrl))
}

/** Lets the browser go on with the second step. */
export function keepPendingSignIn(
  reply: FastifyReply,
  publicUrl: URL,
  { pendingSecret, expiresAt }: { pendingSecret: string; expiresAt: Date },
): void {
  setCookie(reply, { ...cookieOf('pit_sign_in', publicUrl), value: pendingSecret, expiresAt })
}

/** This server as passkeys know it. */
export function siteOf({ publicUrl }: Pick<Services, 'publicUrl'>): Site {
  return { origin: publicUrl.origin, rpId: publicUrl.hostname }
}

function cookieOf(name: string, publicUrl: URL): { name: string; isSecure: boolean } {
  return { name: nameOf(name, publicUrl), isSecure: publicUrl.protocol === 'https:' }
}

/** As the session's cookie: over https no sub-domain can plant it. */
function nameOf(name: string, publicUrl: URL): string {
  return publicUrl.protocol === 'https:' ? `__Host-${name}` : name
}
