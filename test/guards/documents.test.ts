import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROBLEMS } from '../../src/domain/problem.ts'
import { ROOT, repositoryFiles, textOf } from '../support/repository.ts'

const documents = repositoryFiles().filter(path => path.endsWith('.md'))
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
/** The code of a 500, which is no Problem. */
const UNFORESEEN = 'unexpected'
const NPM_OWN = ['pack', 'ci', 'install', 'start', 'test', 'run', 'ls', 'audit']

describe('docs/errors.md', () => {
  const sections = textOf('docs/errors.md').split(/^## /m).slice(1)
  const headings = sections.map(section => section.split('\n', 1).join().replaceAll('`', '').trim())

  it('has one heading for every problem code, and none for a code that is not there', () => {
    expect([...headings].sort()).toEqual([...Object.keys(PROBLEMS), UNFORESEEN].sort())
  })

  it('tells under each heading what happened and how to mend it', () => {
    const poor = sections.filter(section => !(/^What happened: /m.test(section) && /^How to mend it: /m.test(section)))
    expect(poor.map(section => section.split('\n', 1)[0])).toEqual([])
  })
})

describe('the documents', () => {
  it('link only to files and headings that are there', () => {
    const dead = documents.flatMap(path =>
      linksOf(path)
        .filter(link => !leadsSomewhere(path, link))
        .map(link => `${path}: ${link}`),
    )
    expect(dead).toEqual([])
  })

  it('name only npm commands that exist', () => {
    const named = documents.flatMap(path =>
      [...textOf(path).matchAll(/(?:^|`|\$ |&& )npm (?:run )?([a-z][\w:-]*)/gm)].map(([command, script = '']) => ({
        path,
        command,
        script,
      })),
    )
    const unknown = named.filter(({ script }) => !(script in scripts) && !NPM_OWN.includes(script))
    expect(unknown.map(({ path, command }) => `${path}: ${command}`)).toEqual([])
  })
})

/** Relative links of a document, outside its code blocks. */
function linksOf(path: string): string[] {
  const prose = textOf(path).replace(/^```[\s\S]*?^```/gm, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter(link => !/^[a-z]+:/.test(link))
}

function leadsSomewhere(from: string, link: string): boolean {
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? from : join(dirname(from), file)
  if (!existsSync(join(ROOT, target))) return false
  return anchor === undefined || headingAnchors(textOf(target)).includes(anchor)
}

/** The anchors that a Markdown page gives its headings. */
function headingAnchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  )
}
