import type { FastifyRequest } from 'fastify'
import { describe, expect, test } from 'vitest'
import { Problem } from '../domain/problem.ts'
import { JsonFault } from '../lib/strict-json.ts'
import { readError } from './read-error.ts'

const request = { raw: { destroyed: false, complete: true } } as FastifyRequest
const coded = (code: string) => Object.assign(new Error('secret detail'), { code })

describe('S17: our own trouble is 503, never the caller’s fault', () => {
  test.each(['57P01', '57P03', '53300', '53100', '08006', '55P03', '57014', '25006', 'ECONNREFUSED', 'ETIMEDOUT'])(
    'when the database says %s',
    code => expect(readError(coded(code), request)?.code).toBe('temporary_reduced_capacity'),
  )

  test('when no connection can be had in time', () => {
    const error = new Error('timeout exceeded when trying to connect')
    expect(readError(error, request)?.code).toBe('temporary_reduced_capacity')
  })
})

test('a problem is itself', () => {
  const problem = new Problem('last_admin')
  expect(readError(problem, request)).toBe(problem)
})

test('what nobody expected is no problem: the reply is a 500 and the log has it', () => {
  for (const error of [new TypeError('x'), coded('23505'), coded('22021'), 'text', undefined, null, 5]) {
    expect(readError(error, request)).toBeUndefined()
  }
})

test('S60: what the framework refuses is told in our words', () => {
  const codes = ['FST_ERR_CTP_BODY_TOO_LARGE', 'FST_ERR_CTP_INVALID_MEDIA_TYPE', 'FST_ERR_BAD_URL']
  expect(codes.map(code => readError(coded(code), request)?.code)).toEqual([
    'request_too_large',
    'content_type_unsupported',
    'request_malformed',
  ])
})

test('S61: a fault in the body names the place, and is 400 or 422 by what it is', () => {
  const malformed = readError(new JsonFault('malformed', 'a.b', 'must not be given twice'), request)
  expect(malformed).toMatchObject({ kind: 'malformed', detail: 'a.b: must not be given twice' })
  const invalid = readError(new JsonFault('invalid', 'name', 'must not contain NUL'), request)
  expect(invalid).toMatchObject({ kind: 'invalid', fields: [{ field: 'name', message: 'must not contain NUL' }] })
})

test('a request that was broken off is no trouble of the database', () => {
  const broken = { raw: { destroyed: true, complete: false } } as FastifyRequest
  expect(readError(coded('ECONNRESET'), broken)?.code).toBe('request_malformed')
})
