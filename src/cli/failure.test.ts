import { describe, expect, it } from 'vitest'
import { invalid, PROBLEMS, Problem, type ProblemCode } from '../domain/problem.ts'
import { EmbeddedPostgresError } from '../lib/embedded-postgres/error.ts'
import { KeyError } from '../lib/key-error.ts'
import { SnapshotError } from '../lib/snapshot/error.ts'
import { DatabaseUnsuitableError, SchemaTooNewError, SchemaTooOldError } from '../store/migrate-error.ts'
import { EXIT_CODE_MEANINGS, exitCodeOf } from './exit-codes.ts'
import { CommandFailure, explain } from './failure.ts'
import { failureJson, failureText } from './failure-text.ts'
import { screenFor } from './screen.ts'

const now = new Date('2026-01-31T12:00:00Z')
const screen = screenFor({}, false)
const textOf = (error: unknown) => failureText(explain(error), screen, now)
const exitOf = (error: unknown) => exitCodeOf(explain(error).kind)

describe('every failure', () => {
  it.each(Object.keys(PROBLEMS) as ProblemCode[])('of the closed list has an exit code that is explained: %s', code => {
    expect(EXIT_CODE_MEANINGS.map(([number]) => number)).toContain(exitOf(new Problem(code)))
  })

  it.each([
    [new Problem('token_invalid'), 3],
    [new Problem('permission_missing'), 4],
    [new Problem('integration_not_found'), 5],
    [new Problem('rotation_in_progress'), 6],
    [new Problem('version_stale'), 6],
    [new Problem('sign_in_limited'), 7],
    [new Problem('temporary_reduced_capacity'), 8],
    [invalid('name', 'must not be empty'), 2],
    [new CommandFailure('confirmation_missing', 'not_confirmed', { says: '' }), 10],
    [new EmbeddedPostgresError('folder_in_use', 'in use'), 8],
    [new KeyError('missing'), 8],
    [new SnapshotError('file_exists', 'exists'), 6],
    [new SnapshotError('file_unreadable', 'not there'), 5],
    [new SchemaTooNewError(9, 8), 6],
    [new SchemaTooOldError(7, 8), 6],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' }), 8],
    [Object.assign(new Error('password authentication failed'), { code: '28P01' }), 8],
    [new TypeError('x is not a function'), 1],
  ])('%s exits with %i', (error, code) => expect(exitOf(error)).toBe(code))

  it('of a file that is missing is not taken for a database that is away', () => {
    const error = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', syscall: 'open' })
    expect(explain(error).code).toBe('unexpected')
  })
})

describe('the text for people', () => {
  it('says what is wrong, which field, and what to do next', () => {
    expect(textOf(invalid('until', 'must be later'))).toBe(
      'Error: Something in the request is not as it should be.\n  until: must be later',
    )
    expect(textOf(new Problem('rotation_not_in_progress'))).toBe(
      'Error: No rotation is in progress.\nStart one with "pit rotate <id>".',
    )
  })

  it('adds the detail of this one case', () => {
    const detail = 'This needs the permission “Rotate tokens”.'
    expect(textOf(new Problem('permission_missing', { detail }))).toContain(`\n  ${detail}`)
  })

  it('names the clients that a refusal is about, without letting them steer the terminal', () => {
    const clients = [
      {
        clientName: '\u001b[2J',
        userAgent: 'curl/8',
        network: '192.0.2.7',
        calls: 2,
        lastSeenAt: '2026-01-31T11:50:00Z',
      },
    ]
    const text = textOf(new Problem('rotation_new_token_used', { facts: { clients } }))
    expect(text).toContain('\ufffd[2J · curl/8 from 192.0.2.7, 2 calls, last 10 min ago')
    expect(text).toContain('--confirm')
  })

  it('keeps the lines of a sentence that has several', () => {
    const says = 'The configuration is not right:\n  - PORT must be a number.'
    expect(textOf(new CommandFailure('config_invalid', 'invalid', { says }))).toBe(`Error: ${says}`)
  })

  it('shows the stack of what nobody foresaw', () =>
    expect(textOf(new TypeError('boom'))).toMatch(/boom[\s\S]*failure\.test/))
})

describe('the JSON for programs', () => {
  it('has code, detail and fields, always', () => {
    expect(JSON.parse(failureJson(explain(new Problem('integration_not_found'))))).toEqual({
      error: { code: 'integration_not_found', detail: 'There is no such integration.', fields: [] },
    })
    expect(JSON.parse(failureJson(explain(invalid('name', 'must not be empty'))))).toEqual({
      error: {
        code: 'input_invalid',
        detail: 'name: must not be empty',
        fields: [{ field: 'name', message: 'must not be empty' }],
      },
    })
  })

  it('carries the facts', () => {
    const { error } = JSON.parse(failureJson(explain(new Problem('version_stale', { facts: { version: 3 } }))))
    expect(error.facts).toEqual({ version: 3 })
  })
})

it('a backup for a database that a server has started on: what to give it instead', () => {
  expect(explain(new SnapshotError('not_empty', 'The database already has rows.')).hint).toMatch(
    /new DATA_DIR.*keys\.json/,
  )
})

describe('a database that does not let us in', () => {
  const failure = (code: string, message: string) => Object.assign(new Error(message), { code })
  it.each<[Error, RegExp]>([
    [failure('28P01', 'password authentication failed for user "x"'), /refuses the password: mend/],
    [failure('28000', 'no pg_hba.conf entry'), /does not let this user in/],
    [failure('3D000', 'database "x" does not exist'), /CREATE DATABASE/],
    [new Error('The server does not support SSL connections'), /take sslmode out of DATABASE_URL/],
    [failure('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'), /sslrootcert=/],
    [Object.assign(failure('ENOTFOUND', 'getaddrinfo ENOTFOUND db'), { syscall: 'getaddrinfo' }), /mend its name/],
    [failure('57P03', 'the database system is starting up'), /does not answer/],
    [new DatabaseUnsuitableError(['Run this.', 'Run that.']), /Run this\.\nRun that\./],
  ])('%s is a sentence with a remedy, exit code 8', (error, says) => {
    expect(explain(error).says).toMatch(says)
    expect(exitOf(error)).toBe(8)
  })

  it('is not what a missing file looks like', () => {
    expect(explain(Object.assign(failure('ENOENT', 'no such file'), { syscall: 'open' })).code).toBe('unexpected')
  })
})
