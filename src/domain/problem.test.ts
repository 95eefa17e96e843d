import { expect, test } from 'vitest'
import { invalid, PROBLEMS, Problem, type ProblemCode } from './problem.ts'

test('every failure says one thing to the caller, in sentences', () => {
  for (const [code, { says }] of Object.entries(PROBLEMS)) {
    expect(says, code).toMatch(/^[A-Z].*\.$/)
    expect(says, code).not.toMatch(/\b(undefined|null|SQL|stack)\b/)
  }
})

test('codes are lower case words, so that they read alike in every client', () => {
  expect(Object.keys(PROBLEMS).filter(code => !/^[a-z]+(_[a-z]+)+$/.test(code))).toEqual([])
})

test('what only our log may read stays out of the message', () => {
  const problem = new Problem('account_not_found', { cause: new Error('select * from accounts') })
  expect(problem.message).toBe('There is no such account.')
  expect(problem.cause).toBeInstanceOf(Error)
  expect(problem).toMatchObject({ kind: 'not_found', says: 'There is no such account.', name: 'Problem' })
})

test('a detail of this very case goes before the general sentence, which stays readable', () => {
  const problem = new Problem('scope_missing', { detail: 'The token lacks the scope contacts.write.' })
  expect(problem.message).toBe('The token lacks the scope contacts.write.')
  expect(problem.says).toBe('The token lacks a scope for this.')
})

test('an invalid field is named twice: in the sentence and for machines', () => {
  expect(invalid('overlapHours', 'must be a whole number')).toMatchObject({
    code: 'input_invalid' satisfies ProblemCode,
    detail: 'overlapHours: must be a whole number',
    fields: [{ field: 'overlapHours', message: 'must be a whole number' }],
  })
})
