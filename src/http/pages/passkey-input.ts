import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { PasskeyProof } from '../../contract/sign-in.ts'
import { JsonFault, parseStrictJson } from '../../lib/strict-json.ts'
import { compileShape } from '../shapes.ts'

const faultsOf = compileShape(PasskeyProof)

/** A browser's answer as the page's script puts it into a form; undefined when it is none. */
export function readPasskeyProof(text: string): AuthenticationResponseJSON | undefined {
  try {
    const value = parseStrictJson(text)
    return faultsOf(value).length === 0 ? (value as AuthenticationResponseJSON) : undefined
  } catch (error) {
    if (error instanceof JsonFault) return undefined
    throw error
  }
}
