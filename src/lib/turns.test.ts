import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

class Full extends Error {}

function turns() {
  return createTurns({ runningMax: 2, placesMax: 3, refuse: () => new Full() })
}

/** Work that ends when it is told to. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let hasBegun = false
  const work = () => {
    hasBegun = true
    return promise
  }
  return { work, resolve, reject, hasBegun: () => hasBegun }
}

const settle = () => new Promise(resolve => setImmediate(resolve))

test('runs as many of one key as it may, lets others wait in order, and turns the rest away', async () => {
  const [first, second, third] = [held(), held(), held()]
  const own = turns()
  const runs = [first, second, third].map(one => own.run('a', one.work))
  await expect(own.run('a', async () => 'fourth')).rejects.toThrow(Full)
  await settle()
  expect([first, second, third].map(one => one.hasBegun())).toEqual([true, true, false])
  second.resolve('second')
  await settle()
  expect(third.hasBegun()).toBe(true)
  first.resolve('first')
  third.resolve('third')
  expect(await Promise.all(runs)).toEqual(['first', 'second', 'third'])
  expect(own.size).toBe(0)
})

test('one key’s crowd keeps no other out', async () => {
  const own = turns()
  const crowd = [held(), held(), held()]
  const runs = crowd.map(one => own.run('a', one.work))
  expect(await own.run('b', async () => 'in')).toBe('in')
  for (const one of crowd) one.resolve('')
  await Promise.all(runs)
})

test('work that fails gives its place on', async () => {
  const own = turns()
  const crowd = [held(), held(), held()]
  const runs = crowd.map(one => own.run('a', one.work).catch((error: Error) => error.message))
  crowd[0]?.reject(new Error('lost'))
  await settle()
  expect(crowd[2]?.hasBegun()).toBe(true)
  crowd[1]?.resolve('b')
  crowd[2]?.resolve('c')
  expect(await Promise.all(runs)).toEqual(['lost', 'b', 'c'])
  expect(await own.run('a', async () => 'free')).toBe('free')
})
