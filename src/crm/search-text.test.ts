import { expect, it } from 'vitest'
import { anywhere, contactSearchText } from './search-text.ts'

it('the search text has a line for each field, whatever the fields hold', () => {
  const text = contactSearchText({
    name: 'Ä\nB',
    firstName: 'Ä',
    lastName: null,
    email: 'X@y.z',
    phone: '+1',
    companyName: ' C  D ',
  })
  expect(text.split('\n')).toEqual(['ä b', 'ä', '', 'x@y.z', '+1', 'c d'])
})

it('a pattern finds the text as it stands, whatever wildcards it holds', () => {
  expect(anywhere('50%_\\')).toBe('%50\\%\\_\\\\%')
})
