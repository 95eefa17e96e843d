import { expect, test } from 'vitest'
import { ListenError } from './listen-error.ts'

test.each([
  ['EADDRINUSE', /another program uses it.*set PORT/],
  ['EACCES', /ports below 1024.*Set PORT to 1024 or more/],
  ['EADDRNOTAVAIL', /HOST here\.invalid is no address of this machine/],
  ['ENOTFOUND', /HOST "here\.invalid" is neither an address nor a name/],
  ['EWHATEVER', /refused it \(EWHATEVER\)/],
])('%s says which variable to change', (code, says) => {
  expect(new ListenError('here.invalid', 80, Object.assign(new Error(), { code })).message).toMatch(says)
})
