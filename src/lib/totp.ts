import { generateSecret, generateSync, generateURI } from 'otplib'
import { isSameBytes } from './secrets.ts'

const STEP_SECONDS = 30
/** A clock may be off by one step, 30 seconds, in either direction. */
const DRIFT = [0, -1, 1]

/** A new seed of 160 bits in base32, as apps take it. */
export function newTotpSecret(): string {
  return generateSecret()
}

/** The text behind the QR code (`otpauth://totp/…`) by which an app takes a seed over. */
export function totpUri({ issuer, label, secret }: { issuer: string; label: string; secret: string }): string {
  return generateURI({ issuer, label, secret })
}

/** The code of the moment: six digits. */
export function totpCode(secret: string, at: Date): string {
  return codeOf(secret, stepAt(at))
}

/**
 * The step whose code this is: the present one, or the one beside it. Undefined when it is none of these, or not later
 * than the last step taken: each code is good once.
 */
export function matchingStep(
  secret: string,
  code: string,
  { at, lastStep = -1 }: { at: Date; lastStep?: number },
): number | undefined {
  const now = stepAt(at)
  const steps = DRIFT.map(drift => now + drift)
  // All three are made and compared, whichever fits: the time tells nothing.
  const fits = steps.map(step => isSameBytes(Buffer.from(codeOf(secret, step)), Buffer.from(code)))
  return steps.find((step, index) => fits[index] === true && step > lastStep)
}

function stepAt(at: Date): number {
  return Math.floor(at.getTime() / 1000 / STEP_SECONDS)
}

function codeOf(secret: string, step: number): string {
  return generateSync({ secret, epoch: step * STEP_SECONDS })
}
