/** Every way in which the embedded PostgreSQL can refuse to start. */
export type EmbeddedPostgresErrorCode =
  | 'platform_unsupported'
  | 'binaries_missing'
  | 'binaries_unusable'
  | 'folder_in_use'
  | 'not_a_database_folder'
  | 'other_major_version'
  | 'not_writable'
  | 'disk_full'
  | 'wrong_owner'
  | 'no_unprivileged_user'
  | 'socket_path_too_long'
  | 'damaged'
  | 'start_failed'

/** A refusal to start; the message says in one sentence what is wrong and what to do. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'EmbeddedPostgresError'
    this.code = code
  }
}

const FOLDER_FAULTS: Record<string, (folder: string) => EmbeddedPostgresError> = {
  EACCES: notWritable,
  ENOENT: notWritable,
  EPERM: notWritable,
  EROFS: notWritable,
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
}

/** Turns what the file system answered about a folder into a sentence with a remedy; anything else stays as it is. */
export function explainFolderFault(error: unknown, folder: string): unknown {
  const explain = FOLDER_FAULTS[(error as NodeJS.ErrnoException).code ?? '']
  return explain ? Object.assign(explain(folder), { cause: error }) : error
}

function notWritable(folder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'not_writable',
    `The data folder ${folder} can't be written: give this user write access to it, or choose another folder.`,
  )
}

/** A link in place of the folder, whose target is not there. */
export function linkToNowhere(folder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'not_writable',
    `The data folder ${folder} is a link that leads nowhere: make the folder that it names, or choose another one.`,
  )
}

export function diskFull(folder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'disk_full',
    `The disk that holds ${folder} is full: free some space and start again; nothing is lost.`,
  )
}

function notAFolder(folder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'not_writable',
    `${folder} is a file where a data folder should be: choose another path.`,
  )
}
