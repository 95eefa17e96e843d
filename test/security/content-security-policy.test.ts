import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js'
import { Severity } from 'csp_evaluator/dist/finding.js'
import { CspParser } from 'csp_evaluator/dist/parser.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

describe('the content security policy', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.stop())

  it.each(['/sign-in', '/docs/errors', '/docs/try', '/no-such-page'])(
    'S32: of %s leaves nothing that its evaluator would call a weakness',
    async path => {
      const reply = await fetch(server.url + path, { headers: { accept: 'text/html' } })
      const policy = reply.headers.get('content-security-policy') ?? ''
      expect(weaknessesOf(policy)).toEqual([])
    },
  )

  it('S32: would be found weak if it let pages run scripts of their own', () => {
    expect(weaknessesOf("script-src 'self' 'unsafe-inline'")).not.toEqual([])
  })
})

/** What the evaluator finds above its medium severity (50; a lower number is graver). */
function weaknessesOf(policy: string): string[] {
  const findings = new CspEvaluator(new CspParser(policy).csp).evaluate()
  return findings
    .filter(({ severity }) => severity < Severity.MEDIUM || severity === Severity.SYNTAX)
    .map(({ directive, description }) => `${directive}: ${description}`)
}
