import { checkSync } from 'recheck'
import ts from 'typescript-6'
import { describe, expect, it } from 'vitest'
import { repositoryFiles, textOf } from '../support/repository.ts'

// The one in JavaScript: the others are a program per platform, and a Java archive.
process.env.RECHECK_BACKEND = 'pure'

/** Long enough for the slowest of ours by far; what it can't decide in time counts as dangerous. */
const TIMEOUT_MS = 60_000

/** What is slow only for texts longer than those it is given. */
const BOUNDED: Record<string, string> = {
  '/\\bwhsec_[0-9A-Za-z+/=_-]{8,}/g': 'what a receiver answered, of which 4 kB are kept',
  '/(.+?)\\1+/gsu': 'passwords of at most 1,024 characters: 8 ms, once per new password',
}

interface Found {
  where: string
  source: string
  flags: string
}

const sources = repositoryFiles().filter(
  path => /^(src|console\/src)\/.*\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path),
)
const literals = sources.flatMap(literalsOf)

describe('S66: regular expressions', () => {
  it('are found at all', () => {
    expect(literals.length).toBeGreaterThan(20)
  })

  it('take linear time, whatever text a stranger sends', { timeout: 300_000 }, () => {
    const judged = new Map(literals.map(found => [`/${found.source}/${found.flags}`, found]))
    const slow = [...judged].filter(
      ([text, { source, flags }]) => !Object.hasOwn(BOUNDED, text) && !isLinear(source, flags),
    )
    expect(slow.map(([text, { where }]) => `${where}: ${text}`)).toEqual([])
  })

  it('would be noticed if one took exponential time', () => {
    expect(isLinear('^(a+)+$', '')).toBe(false)
  })
})

function isLinear(source: string, flags: string): boolean {
  return checkSync(source, flags, { timeout: TIMEOUT_MS, checker: 'automaton' }).status === 'safe'
}

function literalsOf(path: string): Found[] {
  const file = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true)
  const found: Found[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/')
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push({ where: `${path}:${line}`, source: node.text.slice(1, end), flags: node.text.slice(end + 1) })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}
