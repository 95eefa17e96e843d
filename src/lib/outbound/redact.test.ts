import { expect, test } from 'vitest'
import { redactText } from './redact.ts'

test('S54: what a receiver answered is kept without tokens, API keys and what is called a secret, cut off or not', () => {
  const secret = 'x'.repeat(38)
  for (const text of [
    `pit_${secret}`,
    `got lak_${secret}!`,
    `{"apiKey":"${'x'.repeat(3000)}`,
    `"client_secret" : "${secret}"`,
  ]) {
    expect(redactText(text)).not.toContain('xxxxx')
  }
  expect(redactText('{"token": "abc", "status": "ok"}')).toBe('{"token": "•••", "status": "ok"}')
})
