import { describe, expect, it } from 'vitest'
import { newSecret } from '../lib/secrets.ts'
import { refuseTokens } from './token-in-arguments.ts'

const secret = newSecret('pit_')

describe('a token among the arguments', () => {
  it.each([[secret], [`--token=${secret}`], [`Bearer ${secret}`]])('is refused, and not repeated', argument => {
    let message = ''
    try {
      refuseTokens(['rotate', argument])
    } catch (error) {
      message = (error as Error).message
    }
    expect(message).toMatch(/must not be an argument/)
    expect(message).not.toContain(secret.slice(4, 20))
  })

  it('is not seen in ids and names', () => {
    expect(() => refuseTokens(['rotate', 'int_0Fh3Tz9QwErTy1Ui2Op3', '--name', 'pit_stop'])).not.toThrow()
  })
})
