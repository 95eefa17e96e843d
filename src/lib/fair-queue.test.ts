import { describe, expect, test } from 'vitest'
import { createFairQueue, QueueFullError } from './fair-queue.ts'

/** Work that ends when it is told to. */
function job() {
  let finish: () => void = () => {}
  const done = new Promise<void>(resolve => {
    finish = resolve
  })
  return { work: () => done, finish }
}

const isRefused = (run: Promise<unknown>) =>
  run.then(
    () => false,
    error => error instanceof QueueFullError,
  )

describe('a fair queue', () => {
  test('runs so many at once, the rest in the order of asking', async () => {
    const queue = createFairQueue({ atOnceMax: 2, waitingMax: 5, shareMax: 5 })
    const order: string[] = []
    const [a, b] = [job(), job()]
    const runs = [queue.run('x', a.work), queue.run('x', b.work)]
    for (const name of ['c', 'd']) runs.push(queue.run('x', async () => void order.push(name)))
    await Promise.resolve()
    expect(order).toEqual([])
    a.finish()
    b.finish()
    await Promise.all(runs)
    expect(order).toEqual(['c', 'd'])
  })

  test('S34: one source fills its own share of the places and no more', async () => {
    const queue = createFairQueue({ atOnceMax: 1, waitingMax: 4, shareMax: 2 })
    const first = job()
    const runs = [queue.run('flood', first.work), queue.run('flood', first.work), queue.run('flood', first.work)]
    expect(await isRefused(queue.run('flood', first.work))).toBe(true)
    runs.push(queue.run('someone', first.work), queue.run(undefined, first.work))
    expect(await isRefused(queue.run('another', first.work)), 'all places are taken').toBe(true)
    first.finish()
    await Promise.all(runs)
  })

  test('goes on after work that fails', async () => {
    const queue = createFairQueue({ atOnceMax: 1, waitingMax: 4, shareMax: 4 })
    const failing = queue.run('x', () => Promise.reject(new Error('broken')))
    const next = queue.run('x', async () => 'done')
    await expect(failing).rejects.toThrow('broken')
    expect(await next).toBe('done')
  })
})
