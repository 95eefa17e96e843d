import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const NOT_OURS = /^(node_modules|dist|data|coverage|\.git)(\/|$)/
const NOT_TEXT = /\.(png|jpg|gif|ico|woff2|gz)$/

/** Every file of this repository that is, or would be, committed: what .gitignore names is left out. */
export function repositoryFiles(): string[] {
  return (filesByGit() ?? filesByWalking()).filter(path => !NOT_OURS.test(path)).sort()
}

function filesByGit(): string[] | undefined {
  try {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
    const listed = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const deleted = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: ROOT, encoding: 'utf8' })
    const gone = new Set(deleted.split('\0'))
    return listed.split('\0').filter(path => path !== '' && !gone.has(path))
  } catch {
    return undefined // an unpacked archive, or a machine without git
  }
}

function filesByWalking(): string[] {
  return readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(ROOT.length))
}

/** The text of one file of this repository. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** All text files with their text. */
export function textFiles(): { path: string; text: string }[] {
  return repositoryFiles()
    .filter(path => !NOT_TEXT.test(path))
    .map(path => ({ path, text: textOf(path) }))
}
