import { describe, expect, test } from 'vitest'
import { PROBLEMS, Problem, type ProblemCode } from '../domain/problem.ts'
import { FramingProblem } from './framing.ts'
import { presentProblem, presentUnexpected, setProblemHeaders, statusOf } from './problem-reply.ts'

const CODES = Object.keys(PROBLEMS) as ProblemCode[]

function headersOf(problem: Problem): Record<string, string> {
  const headers: Record<string, string> = {}
  setProblemHeaders({ header: (name: string, value: string) => (headers[name] = value) } as never, problem)
  return headers
}

describe('a problem on the wire', () => {
  test.each(CODES)('%s has a status of its kind, its sentence and its code', code => {
    const body = presentProblem(new Problem(code))
    expect(body).toEqual({
      type: `/docs/errors#${code}`,
      title: PROBLEMS[code].says,
      status: statusOf(new Problem(code)),
      code,
      detail: PROBLEMS[code].says,
    })
    expect(body.status).toBeGreaterThanOrEqual(400)
    expect(body.status).toBeLessThan(504)
  })

  test('S14: its cause stays inside', () => {
    const problem = new Problem('temporary_reduced_capacity', { cause: new Error('canary password=hunter2') })
    expect(JSON.stringify(presentProblem(problem))).not.toContain('canary')
  })

  test('facts stand beside the members of RFC 9457 and can’t replace them', () => {
    const facts = { rotation: { state: 'rotating' }, status: 200, code: 'fine' }
    expect(presentProblem(new Problem('rotation_in_progress', { facts }))).toMatchObject({
      status: 409,
      code: 'rotation_in_progress',
      rotation: { state: 'rotating' },
    })
  })

  test('fields are told with the detail', () => {
    const fields = [{ field: 'name', message: 'is required' }]
    expect(presentProblem(new Problem('input_invalid', { detail: 'name: is required', fields }))).toMatchObject({
      status: 422,
      detail: 'name: is required',
      fields,
    })
  })

  test('HTTP’s own statuses go before that of the kind', () => {
    expect(statusOf(new FramingProblem(414, 'request_too_large', 'x'))).toBe(414)
    expect(presentProblem(new FramingProblem(431, 'request_too_large', 'x')).status).toBe(431)
  })

  test('what nobody expected says nothing but the request’s id', () => {
    expect(presentUnexpected('abc')).toMatchObject({ status: 500, code: 'unexpected_error', requestId: 'abc' })
  })
})

describe('headers that belong to a problem', () => {
  test('a missing scope names the scope', () => {
    const problem = new Problem('scope_missing', { facts: { requiredScopes: ['contacts.write'] } })
    expect(headersOf(problem)).toEqual({
      'www-authenticate': 'Bearer error="insufficient_scope", scope="contacts.write"',
    })
  })

  test('a bad token and no credential are challenged', () => {
    expect(headersOf(new Problem('token_invalid'))['www-authenticate']).toBe('Bearer error="invalid_token"')
    expect(headersOf(new Problem('session_required'))['www-authenticate']).toBe('Bearer')
  })

  test('S17, S69: our own trouble and a key in use say when to come back', () => {
    expect(headersOf(new Problem('temporary_reduced_capacity'))).toEqual({ 'retry-after': '1' })
    expect(headersOf(new Problem('idempotency_key_in_use'))).toEqual({ 'retry-after': '1' })
    const limited = new Problem('sign_in_limited', { facts: { retryAfterSeconds: 29.2 } })
    expect(headersOf(limited)).toEqual({ 'retry-after': '30' })
  })

  test('other problems set none', () => {
    expect(headersOf(new Problem('integration_not_found'))).toEqual({})
  })
})
