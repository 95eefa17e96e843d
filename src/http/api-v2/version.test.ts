import { expect, test } from 'vitest'
import type { WireError } from '../../crm/wire-error.ts'
import { checkVersion } from './version.ts'

function refusalOf(version: string | undefined): Record<string, unknown> | undefined {
  try {
    checkVersion(version)
    return undefined
  } catch (error) {
    return (error as WireError).body
  }
}

test.each(['2021-04-15', '2021-07-28', '2023-02-21'])('the version %s is taken on every operation', version => {
  expect(refusalOf(version)).toBeUndefined()
})

test.each([undefined, ''])('a missing version (%j) is answered as the live service does', version => {
  expect(refusalOf(version)).toEqual({
    statusCode: 401,
    message: 'version header was not found.',
    error: 'Unauthorized',
  })
})

test.each(['v3', '2021-07-27', '2021', '2021-07-28, 2021-07-28', '２０２１-07-28'])(
  'the version %j is refused by name, without touching the credential',
  version => {
    expect(refusalOf(version)).toEqual({
      statusCode: 400,
      message: 'version header is invalid: send one of 2021-04-15, 2021-07-28, 2023-02-21',
    })
  },
)
