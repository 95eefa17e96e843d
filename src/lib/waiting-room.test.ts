import { describe, expect, it } from 'vitest'
import { WaitingRoom } from './waiting-room.ts'

describe('a waiting room', () => {
  it('S60: gives one owner twenty places, and others theirs', () => {
    const room = new WaitingRoom()
    const taken = Array.from({ length: 25 }, () => room.enter('acc_a'))
    expect(taken.filter(Boolean)).toHaveLength(20)
    expect(room.enter('acc_b')).toBe(true)
    room.leave('acc_a')
    expect([room.enter('acc_a'), room.enter('acc_a')]).toEqual([true, false])
  })

  it('makes each look less often when many wait: a hundred looks a second of five hundred', () => {
    const room = new WaitingRoom()
    expect(room.pauseMs).toBe(200)
    for (let number = 0; number < 500; number++) room.enter(`acc_${number}`)
    expect(500 / (room.pauseMs / 1000)).toBe(100)
    for (let number = 0; number < 500; number++) room.leave(`acc_${number}`)
    expect(room.pauseMs).toBe(200)
  })
})
