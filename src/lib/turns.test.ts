import { describe, expect, test } from 'vitest'
import { createTurns, TurnsTakenError } from './turns.ts'

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
    error => error instanceof TurnsTakenError,
  )

describe('turns', () => {
  test('run so many at once, the rest in the order of asking', async () => {
    const turns = createTurns({ atOnceMax: 2, waitingMax: 5, shareMax: 5 })
    const order: string[] = []
    const [a, b] = [job(), job()]
    const runs = [turns.run('x', a.work), turns.run('x', b.work)]
    for (const name of ['c', 'd']) runs.push(turns.run('x', async () => void order.push(name)))
    await Promise.resolve()
    expect(order).toEqual([])
    a.finish()
    b.finish()
    await Promise.all(runs)
    expect(order).toEqual(['c', 'd'])
  })

  test('S34: one source fills its own share of the places and no more', async () => {
    const turns = createTurns({ atOnceMax: 1, waitingMax: 4, shareMax: 2 })
    const first = job()
    const runs = [turns.run('flood', first.work), turns.run('flood', first.work), turns.run('flood', first.work)]
    expect(await isRefused(turns.run('flood', first.work))).toBe(true)
    runs.push(turns.run('someone', first.work), turns.run(undefined, first.work))
    expect(await isRefused(turns.run('another', first.work)), 'all places are taken').toBe(true)
    first.finish()
    await Promise.all(runs)
  })

  test('go on after work that fails', async () => {
    const turns = createTurns({ atOnceMax: 1, waitingMax: 4, shareMax: 4 })
    const failing = turns.run('x', () => Promise.reject(new Error('broken')))
    const next = turns.run('x', async () => 'done')
    await expect(failing).rejects.toThrow('broken')
    expect(await next).toBe('done')
  })
})
