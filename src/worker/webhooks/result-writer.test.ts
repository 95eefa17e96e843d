import { describe, expect, it } from 'vitest'
import type { Finished } from '../../actions/delivery-results.ts'
import { ResultWriter } from './result-writer.ts'

const result = (id: string) => ({ outgoing: { delivery: { id } }, at: new Date() }) as Finished
const idOf = ({ outgoing }: Finished) => outgoing.delivery.id
const refused = (code: string) => Object.assign(new Error('refused'), { code })

/** A writer whose database answers each batch with `answer`: what it wrote, let go of and reported. */
function writerWith(answer: (ids: string[], attempt: number) => Error | undefined) {
  const written: string[] = []
  const letGo: string[] = []
  const errors: unknown[] = []
  let attempt = 0
  const write = async (batch: readonly Finished[]) => {
    const ids = batch.map(idOf)
    const error = answer(ids, ++attempt)
    if (error !== undefined) throw error
    written.push(...ids)
  }
  const writer = new ResultWriter(write, {
    onWritten: batch => letGo.push(...batch.map(idOf)),
    onError: error => errors.push(error),
  })
  return { writer, written, letGo, errors }
}

describe('a writer of results', () => {
  it('writes what came together in one batch', async () => {
    const batches: string[][] = []
    const { writer, letGo } = writerWith(ids => void batches.push(ids))
    for (const id of ['a', 'b', 'c']) writer.add(result(id))
    await expect.poll(() => letGo).toEqual(['a', 'b', 'c'])
    expect(batches).toEqual([['a', 'b', 'c']])
  })

  it('keeps results while the database is away, and lets go of them only when they are written', async () => {
    const { writer, written, letGo, errors } = writerWith((_, attempt) =>
      attempt === 1 ? refused('57P01') : undefined,
    )
    for (const id of ['a', 'b']) writer.add(result(id))
    await expect.poll(() => errors.length).toBe(1)
    expect(letGo).toEqual([])
    await expect.poll(() => written, { timeout: 3000 }).toEqual(['a', 'b'])
    expect(letGo).toEqual(['a', 'b'])
  })

  it('writes one by one what is refused together: one that can’t be written holds up no other', async () => {
    const { writer, written, letGo, errors } = writerWith(ids => (ids.includes('bad') ? refused('22P05') : undefined))
    for (const id of ['a', 'bad', 'b']) writer.add(result(id))
    await expect.poll(() => letGo).toEqual(['a', 'bad', 'b'])
    expect(written).toEqual(['a', 'b'])
    expect(errors).toHaveLength(1)
    writer.add(result('c'))
    await expect.poll(() => written).toEqual(['a', 'b', 'c'])
  })
})
