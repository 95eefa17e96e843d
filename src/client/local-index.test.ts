import { describe, expect, it } from 'vitest'
import type { Identity } from './identity.ts'
import { LocalIndex } from './local-index.ts'

const identity: Identity = {
  account: { id: 'acc_1', kind: 'location', companyId: 'c' },
  integration: { id: 'int_1', name: 'One' },
  token: { id: 'tok_1', retiring: false },
  scopes: ['contacts.readonly'],
  endsAt: null,
}
const open = () => new LocalIndex({ entriesMax: 2, ageMaxMs: 60_000, doubtMs: 5000 })

describe('what a process has learned of tokens', () => {
  it('S18: is not learned from an answer that may be older than a change, however late it comes within the doubt', () => {
    const index = open()
    index.change('int_1', 1000)
    index.learn('a', identity, 5999)
    expect(index.find('a', 6000, 0)).toBeUndefined()
    index.learn('a', identity, 6000)
    expect(index.find('a', 6001, 0)).toMatchObject({ identity })
  })

  it('is still in doubt after changes of others', () => {
    const index = open()
    index.change('int_1', 1000)
    for (let number = 0; number < 100; number++) index.change(`int_other${number}`, 1000 + number * 40)
    index.learn('a', identity, 5500)
    expect(index.size).toBe(0)
  })

  it('S18: is forgotten with a change, by age, at its end, and when there is too much', () => {
    const index = open()
    for (const secret of ['a', 'b', 'c']) index.learn(secret, identity, 0)
    expect(index.size).toBe(2)
    expect(index.find('a', 1, 0)).toBeUndefined()
    expect(index.find('b', 60_000, 0)).toBeUndefined()
    index.change('int_1', 2)
    expect(index.find('c', 3, 0)).toBeUndefined()
    index.learn('d', { ...identity, endsAt: new Date(1_000_000).toISOString() }, 10_000)
    expect(index.find('d', 10_001, 999_999)).toBeDefined()
    expect(index.find('d', 10_001, 1_000_000)).toBeUndefined()
  })
})
