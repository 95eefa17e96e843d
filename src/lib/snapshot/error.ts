/** Every way in which a snapshot can't be taken, read or restored. */
export type SnapshotErrorCode =
  | 'file_exists'
  | 'file_unreadable'
  | 'file_unwritable'
  | 'not_a_snapshot'
  | 'format_unsupported'
  | 'corrupt'
  | 'schema_version_differs'
  | 'tables_differ'
  | 'not_empty'
  | 'tables_in_use'
  | 'not_the_owner'

/** A refusal; the message says in one sentence what is wrong and what to do. Nothing was changed by what was refused. */
export class SnapshotError extends Error {
  readonly code: SnapshotErrorCode

  constructor(code: SnapshotErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'SnapshotError'
    this.code = code
  }
}

/** The refusal for every kind of damage: what was expected and is not there. */
export function corrupt(what: string, cause?: unknown): SnapshotError {
  return new SnapshotError('corrupt', `The backup is damaged (${what}): use another copy of it.`, { cause })
}

/** Gives what the database refused a code and a remedy; anything else stays as it is. */
export function explainDatabaseFault(error: unknown): unknown {
  const { code, message } = error as { code?: string; message: string }
  if (code === '55P03') {
    const says =
      'Other sessions are at work on these tables: stop every server that uses this database, then try again.'
    return new SnapshotError('tables_in_use', says, { cause: error })
  }
  if (code === '42501') {
    const says = `This database user is not the owner of all tables (${message}): connect as their owner.`
    return new SnapshotError('not_the_owner', says, { cause: error })
  }
  return error
}

const FILE_REMEDIES: Record<string, string> = {
  ENOENT: 'its folder does not exist: make it, or give another path',
  EACCES: 'this user may not write there: give another path',
  EPERM: 'this user may not write there: give another path',
  EROFS: 'that disk is read-only: give another path',
  EISDIR: 'that is a folder: give the name of a file in it',
  ENOSPC: 'that disk is full: free some space, or give another path',
}

/** The same for what the file system refused when a file was to be written. */
export function explainFileFault(error: unknown, file: string): unknown {
  const remedy = FILE_REMEDIES[(error as NodeJS.ErrnoException).code ?? '']
  return remedy ? new SnapshotError('file_unwritable', `${file} can't be written, ${remedy}.`, { cause: error }) : error
}
