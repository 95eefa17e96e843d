import { describe, expect, test } from 'vitest'
import { isDatabaseUnavailable, isDuplicate, sqlState } from './database-error.ts'

const failure = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more })

describe('our own trouble', () => {
  test.each([
    ['08006', 'connection broken'],
    ['57P01', 'the server is stopping'],
    ['57P03', 'the server is starting'],
    ['53100', 'its disk is full'],
    ['53300', 'it has no connection left'],
    ['58030', 'its disk fails'],
    ['55P03', 'a lock was not free in time'],
    ['57014', 'a statement took too long'],
    ['25006', 'it became read-only'],
    ['25P03', 'a transaction stood still'],
    ['40001', 'a conflict that did not end'],
    ['40P01', 'a deadlock that did not end'],
    ['ECONNREFUSED', 'nobody listens'],
    ['ECONNRESET', 'the line broke'],
    ['ENOENT', 'the socket is gone'],
    ['ENOTFOUND', 'its name is unknown'],
    ['EAI_AGAIN', 'names cannot be looked up'],
    ['EHOSTUNREACH', 'no way there'],
    ['ENETUNREACH', 'no network'],
    ['ETIMEDOUT', 'no answer'],
    ['EMFILE', 'we have no file left'],
  ])('is %s: %s', code => expect(isDatabaseUnavailable(failure(code))).toBe(true))

  test.each([
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Query read timeout',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ])('is also told by words alone: %s', message => expect(isDatabaseUnavailable(new Error(message))).toBe(true))
})

describe('somebody’s mistake', () => {
  test.each(['23505', '23503', '22021', '42P01', '42501', '22P02', 'XX000', 'ERR_INVALID_ARG_TYPE'])(
    '%s is not our trouble',
    code => expect(isDatabaseUnavailable(failure(code))).toBe(false),
  )

  test.each([new Error('x'), new TypeError('Connection is not a function'), undefined, null, 'ECONNREFUSED', 5])(
    '%s is not our trouble',
    error => expect(isDatabaseUnavailable(error)).toBe(false),
  )
})

test('a duplicate is told by its code, and by the constraint when one is named', () => {
  const duplicate = failure('23505', { constraint: 'users_email' })
  expect(isDuplicate(duplicate)).toBe(true)
  expect(isDuplicate(duplicate, 'users_email')).toBe(true)
  expect(isDuplicate(duplicate, 'tokens_one_current')).toBe(false)
  expect(isDuplicate(failure('23503', { constraint: 'users_email' }), 'users_email')).toBe(false)
})

test('the state of an error is its code, when it is text', () => {
  expect([failure('23505'), { code: 5 }, {}, null, undefined].map(sqlState)).toEqual([
    '23505',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
