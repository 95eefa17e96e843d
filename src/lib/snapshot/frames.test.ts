import { describe, expect, it } from 'vitest'
import { cutToFit, decodeFrames, encodeFrame, type Frame } from './frames.ts'

async function decode(bytes: Buffer, chunkBytes: number): Promise<Frame[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
  }
  const frames: Frame[] = []
  for await (const frame of decodeFrames(chunks())) frames.push(frame)
  return frames
}

const FRAMES: Frame[] = [
  { kind: 'table', payload: Buffer.from('people') },
  { kind: 'data', payload: Buffer.from('1\tone\n2\ttwo\n') },
  { kind: 'tableEnd', payload: Buffer.from('{}') },
  { kind: 'end', payload: Buffer.alloc(0) },
]
const BYTES = Buffer.concat(FRAMES.map(({ kind, payload }) => encodeFrame(kind, payload)))

describe('the records of a snapshot', () => {
  it.each([1, 2, 5, 7, 1000])('are read back however they are cut (every %i bytes)', async chunkBytes => {
    expect(await decode(BYTES, chunkBytes)).toEqual(FRAMES)
  })

  it('are refused when the last one is incomplete', async () => {
    await expect(decode(BYTES.subarray(0, -1), 3)).rejects.toMatchObject({ code: 'corrupt' })
  })

  it('are refused when one is of unknown kind, or longer than any we write', async () => {
    await expect(decode(Buffer.from('?\0\0\0\0'), 5)).rejects.toMatchObject({ code: 'corrupt' })
    await expect(decode(Buffer.from('D\xff\xff\xff\xff', 'latin1'), 5)).rejects.toMatchObject({ code: 'corrupt' })
  })

  it('hold no more than fits: a row of many megabytes goes into several', () => {
    const pieces = [...cutToFit(Buffer.alloc(2_500_000, 7))]
    expect(pieces.length).toBe(3)
    expect(Buffer.concat(pieces).equals(Buffer.alloc(2_500_000, 7))).toBe(true)
  })
})
