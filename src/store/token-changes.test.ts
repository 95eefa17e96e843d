import { describe, expect, test } from 'vitest'
import { parseChangesPayload } from './token-changes.ts'

describe('what a notification of a change tells', () => {
  test.each([
    ['17', { seq: 17, integrationIds: undefined }],
    ['17 int_a', { seq: 17, integrationIds: ['int_a'] }],
    ['17 int_a int_B2', { seq: 17, integrationIds: ['int_a', 'int_B2'] }],
  ])('%j is a number, and whose it is', (payload, told) => {
    expect(parseChangesPayload(payload)).toEqual(told)
  })

  test.each([
    ...[
      '',
      ' ',
      'x',
      '-1',
      '1e3',
      '1.5',
      '1234567890123456',
      '17 ',
      '17 acc_a',
      '17  int_a',
      '17 int_a ',
      '17 int_a\n',
    ],
    '17 int_a\n\nevent: beat\ndata: 1',
    `17${' int_a'.repeat(101)}`,
  ])('%j is not ours and tells nothing: whoever may sign in to the database can notify', payload => {
    expect(parseChangesPayload(payload)).toBeUndefined()
  })
})
