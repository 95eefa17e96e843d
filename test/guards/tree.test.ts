import { describe, expect, it } from 'vitest'
import { ROOT, repositoryFiles, textFiles, textOf } from '../support/repository.ts'

const LINES_MAX = 300
const CODE = /\.(ts|tsx|mjs|cjs|js|sql)$/
const ROOMS = ['actions', 'cli', 'client', 'contract', 'crm', 'domain', 'http', 'lib', 'store', 'verify', 'worker']

/** Where a person or a build machine keeps files: such a path works on one machine only. `/home/node` is the image's. */
const MACHINE_PATH = /(?<![\w./-])(?:\/(?:home\/(?!node\b)|Users\/|root\/|work\/|workspace\/)[\w.-]+|[A-Z]:\\Users\\)/
const REGISTRY = /registry\.[\w-]+\.\w+|npmjs\.(?:org|com)|"resolved": "http|artifactory|verdaccio|jfrog/i

const isCode = (path: string) => CODE.test(path)

describe('the tree', () => {
  it(`has no file of code over ${LINES_MAX} lines`, () => {
    const long = repositoryFiles()
      .filter(isCode)
      .map(path => ({ path, lines: textOf(path).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > LINES_MAX)
    expect(long).toEqual([])
  })

  it('has only the rooms of ARCHITECTURE.md in src/, and above them the wiring', () => {
    const rooms = new Set(repositoryFiles().flatMap(path => path.match(/^src\/([^/]+)\//)?.[1] ?? []))
    expect([...rooms].sort()).toEqual(ROOMS)
  })

  it('has no folder for what found no room, and no barrel', () => {
    const drawers = /(^|\/)(utils?|helpers?|common|shared|misc)\//
    const barrels = /(^|\/)index\.(ts|tsx|mjs)$/
    expect(repositoryFiles().filter(path => isCode(path) && (drawers.test(path) || barrels.test(path)))).toEqual([])
  })

  it('names no path of one machine', () => {
    expect(linesWith(line => MACHINE_PATH.test(line) || line.includes(ROOT))).toEqual([])
  })

  it('names no package registry', () => {
    expect(linesWith(line => REGISTRY.test(line))).toEqual([])
  })
})

/** `file:line` of every line that matches, in every file but this one, which must name what it looks for. */
function linesWith(matches: (line: string) => boolean): string[] {
  return textFiles()
    .filter(({ path }) => path !== 'test/guards/tree.test.ts')
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (matches(line) ? [`${path}:${index + 1}`] : [])),
    )
}
