import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { fixedClock } from '../lib/clock.ts'
import { barOf, progressBar } from './progress-bar.ts'
import type { Terminal } from './terminal.ts'

function terminal(isTTY: boolean) {
  const stderr = Object.assign(new PassThrough(), { isTTY })
  const written = () => String(stderr.read() ?? '')
  return { terminal: { stderr } as unknown as Terminal, written }
}

test('says how much is done, and full means done', () => {
  expect(barOf(0, 100)).toBe(`[${'·'.repeat(24)}] 0 %`)
  expect(barOf(50, 100)).toBe(`[${'#'.repeat(12)}${'·'.repeat(12)}] 50 %`)
  expect(barOf(999, 1000)).toMatch(/·\] 99 %$/)
  expect(barOf(0, 0)).toMatch(/#\] 100 %$/)
})

test('draws ten times a second at most, and tells the speed of this run alone', () => {
  const clock = fixedClock()
  const { terminal: at, written } = terminal(true)
  const bar = progressBar(at, clock, 'rows')
  bar.show(500, 2000)
  expect(written()).toContain('500 of 2,000 rows, 0/s')
  bar.show(600, 2000)
  expect(written()).toBe('')
  clock.advance('1 second')
  bar.show(1500, 2000)
  expect(written()).toContain('1,500 of 2,000 rows, 1,000/s')
  bar.clear()
  expect(written()).toBe('\r\u001b[K')
})

test('writes nothing where no terminal is', () => {
  const { terminal: at, written } = terminal(false)
  progressBar(at, fixedClock(), 'rows').show(1, 2)
  expect(written()).toBe('')
})
