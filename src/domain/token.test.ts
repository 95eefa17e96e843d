import { expect, test } from 'vitest'
import { isLive } from './token.ts'

const END = new Date('2026-01-08T00:00:00.000Z')
const at = (ms: number) => new Date(END.getTime() + ms)

test('is alive one millisecond before its end and dead from its end on', () => {
  expect([-1, 0, 1].map(ms => isLive({ endsAt: END }, at(ms)))).toEqual([true, false, false])
})

test('without an end it lives on', () => {
  expect(isLive({}, new Date('9999-12-31T23:59:59.999Z'))).toBe(true)
})

test('marked as ended it is dead, however far away its end and whatever the time', () => {
  expect(isLive({ endsAt: at(1000), endedAt: END }, at(-1000))).toBe(false)
  expect(isLive({ endedAt: END }, at(-1000))).toBe(false)
})
