import { describe, expect, it } from 'vitest'
import { readInstant } from './instant.ts'

describe('an instant', () => {
  it.each([
    ['2020-10-25T11:00:00Z', '2020-10-25T11:00:00.000Z'],
    ['2020-10-25', '2020-10-25T00:00:00.000Z'],
    ['2020-10-25T11:00', '2020-10-25T11:00:00.000Z'],
    ['2020-10-25T11:00:00', '2020-10-25T11:00:00.000Z'],
    ['2020-10-25T11:00:00.5+02:00', '2020-10-25T09:00:00.500Z'],
  ])('%s is %s, in UTC where no zone is given', (text, iso) => expect(readInstant(text)?.toISOString()).toBe(iso))

  it.each(['', 'today', '2020', '2020-13-01', '2020-10-25T25:00:00Z', '0999-01-01', '20201025', '+010000-01-01'])(
    '%j is none',
    text => expect(readInstant(text)).toBeUndefined(),
  )
})
