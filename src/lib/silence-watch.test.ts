import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SILENT, SilenceWatch } from './silence-watch.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function watchedLine() {
  const watch = new SilenceWatch(5000)
  const stream = new Writable()
  const client = Object.assign(new EventEmitter(), { connection: { stream } })
  const broken: string[] = []
  stream.on('error', error => broken.push(error.message))
  return { watch, client, broken, line: watch.lineOf(client) }
}

describe('a line on which an answer is due', () => {
  test('is broken after five seconds of silence, and not before', async () => {
    const { line, broken } = watchedLine()
    line.asked()
    await vi.advanceTimersByTimeAsync(5000)
    expect(broken).toEqual([])
    await vi.advanceTimersByTimeAsync(500)
    expect(broken).toEqual([SILENT])
  })

  test('is left alone as long as answers come', async () => {
    const { line, broken } = watchedLine()
    for (let number = 0; number < 4; number++) line.asked()
    for (let number = 0; number < 3; number++) {
      await vi.advanceTimersByTimeAsync(4000)
      line.answered()
    }
    await vi.advanceTimersByTimeAsync(4000)
    expect(broken).toEqual([])
    await vi.advanceTimersByTimeAsync(1500)
    expect(broken).toEqual([SILENT])
  })

  test('is not blamed for the time in which this process itself stood still', async () => {
    const { line, broken } = watchedLine()
    line.asked()
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000)
    await vi.advanceTimersByTimeAsync(250)
    expect(broken).toEqual([])
    line.answered()
    now.mockRestore()
  })
})

describe('a line on which none is due', () => {
  test('may be silent for as long as it likes', async () => {
    const { line, broken } = watchedLine()
    line.asked()
    line.answered()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(broken).toEqual([])
  })

  test('is forgotten when its client ends', async () => {
    const { client, line, broken } = watchedLine()
    line.asked()
    client.emit('end')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(broken).toEqual([])
  })
})
