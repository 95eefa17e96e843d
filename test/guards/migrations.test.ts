import { describe, expect, it } from 'vitest'
import { repositoryFiles, textOf } from '../support/repository.ts'

const names = repositoryFiles().flatMap(path => path.match(/^migrations\/(.+)$/)?.[1] ?? [])

describe('migrations', () => {
  it('are named by number and subject', () => {
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter(name => !/^\d{4}_[a-z][a-z0-9_]*\.sql$/.test(name))).toEqual([])
  })

  it('are numbered from 0001 without a gap or a double: a database knows only the last number it has seen', () => {
    const numbers = names.map(name => Number.parseInt(name, 10))
    expect(numbers).toEqual(names.map((_, index) => index + 1))
  })

  it('open no transaction of their own: the migrator makes one of each file', () => {
    expect(names.filter(name => /^\s*(begin|commit|rollback)\s*;/im.test(textOf(`migrations/${name}`)))).toEqual([])
  })
})
