import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { explainFileFault, SnapshotError } from './snapshot/error.ts'
import type { Manifest } from './snapshot/manifest.ts'
import { checkSnapshot, type readSnapshot } from './snapshot/read.ts'
import { type RestoreOptions, restoreSnapshot } from './snapshot/restore.ts'
import { type WriteOptions, writeSnapshot } from './snapshot/write.ts'

/**
 * Copies all tables of a schema into one file that only its owner can read. Under its name it is always whole:
 * it is written beside, flushed to the disk, and renamed. An existing file is never written over.
 */
export async function backUpToFile(file: string, options: WriteOptions): Promise<Manifest> {
  if (existsSync(file)) {
    throw new SnapshotError('file_exists', `${file} exists already: give another name, or remove it first.`)
  }
  const draft = `${file}.partial`
  try {
    await rm(draft, { force: true })
    const manifest = await writeDraft(draft, options)
    await rename(draft, file)
    return manifest
  } catch (error) {
    await rm(draft, { force: true })
    throw explainFileFault(error, file)
  }
}

async function writeDraft(draft: string, options: WriteOptions): Promise<Manifest> {
  const handle = await open(draft, 'wx', 0o600)
  const out = handle.createWriteStream({ flush: true })
  try {
    return await writeSnapshot(options, out)
  } finally {
    out.destroy()
    await handle.close()
  }
}

/**
 * Fills an empty database, which has the schema already, from a file of `backUpToFile`. The file is read twice: the database
 * hears nothing of it before all of it is known to be whole.
 */
export async function restoreFromFile(file: string, options: RestoreOptions): Promise<Manifest> {
  await withFile(file, checkSnapshot)
  return withFile(file, source => restoreSnapshot(options, source))
}

/** Reads a file of `backUpToFile` to its end, and says what it holds. Throws where anything of it is damaged. */
export async function verifySnapshotFile(file: string): Promise<Manifest> {
  return withFile(file, checkSnapshot)
}

type Source = Parameters<typeof readSnapshot>[0]

async function withFile<T>(file: string, work: (source: Source) => Promise<T>): Promise<T> {
  const handle = await open(file).catch((cause: unknown) => {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'can not be read'
    throw new SnapshotError('file_unreadable', `${file} ${reason}: give the file that a backup wrote.`, { cause })
  })
  if ((await handle.stat()).isDirectory()) {
    await handle.close()
    throw new SnapshotError('file_unreadable', `${file} is a folder: give the file that a backup wrote.`)
  }
  const source = handle.createReadStream()
  try {
    return await work(source)
  } finally {
    source.destroy()
    await handle.close()
  }
}
