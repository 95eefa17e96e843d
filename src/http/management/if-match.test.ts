import { expect, test } from 'vitest'
import { readIfMatch } from './if-match.ts'

const VERSIONED = { problems: ['version_stale'] } as const
const UNVERSIONED = { problems: [] } as const

test.each([
  ['"3"', 3],
  ['3', 3],
  ['W/"3"', 3],
  [' "12" ', 12],
  ['*', undefined],
  [undefined, undefined],
])('%j asks for version %j', (header, version) => {
  expect(readIfMatch(header, VERSIONED)).toBe(version)
})

test.each(['', '"a"', '"1", "2"', '-1', '1.5', '0x1', '"1', '99999999999999999999'])(
  '%j is no version: 422',
  header => {
    expect(() => readIfMatch(header, VERSIONED)).toThrow(expect.objectContaining({ code: 'input_invalid' }))
  },
)

test('where versions are not compared a version is refused, not ignored', () => {
  expect(() => readIfMatch('"1"', UNVERSIONED)).toThrow(expect.objectContaining({ code: 'input_invalid' }))
  expect(readIfMatch('*', UNVERSIONED)).toBeUndefined()
})
