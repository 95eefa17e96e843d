import { diskFull, EmbeddedPostgresError } from './error.ts'

interface Explanation {
  pattern: RegExp
  explain: (folder: string, complaint: string) => EmbeddedPostgresError
}

const EXPLANATIONS: Explanation[] = [
  { pattern: /No space left on device|Disk quota exceeded/, explain: diskFull },
  {
    pattern: /error while loading shared libraries|Library not loaded|ENOENT|ENOEXEC|Exec format error/,
    explain: unusable,
  },
  { pattern: /initialized by PostgreSQL version|incompatible with server/, explain: otherVersion },
  {
    pattern:
      /pg_control|control file|checkpoint record|\bWAL\b|invalid page|not a valid data directory|could not (open|read) (file|directory)/,
    explain: damaged,
  },
]

/** Makes a sentence with a remedy of what a program of PostgreSQL wrote before it gave up. */
export function explainFailure(output: string, folder: string, cause?: unknown): EmbeddedPostgresError {
  const complaint = lastComplaint(output)
  const known = EXPLANATIONS.find(({ pattern }) => pattern.test(output))
  const error = known ? known.explain(folder, complaint) : unknownFailure(folder, complaint)
  return Object.assign(error, { cause })
}

/** The line that says why: PostgreSQL's last FATAL or PANIC, else the last thing anybody wrote. */
function lastComplaint(output: string): string {
  const lines = output.split('\n').map(line => line.trim())
  const grave = lines.filter(line => /\b(FATAL|PANIC|error):/.test(line))
  const line = grave.at(-1) ?? lines.filter(Boolean).at(-1) ?? 'no reason given'
  return line.replace(/^.*?\b(?:FATAL|PANIC|error):\s*/, '')
}

function damaged(folder: string, complaint: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'damaged',
    `The database in ${folder} is damaged (${complaint}): keep the folder aside and restore the latest backup into a new one; nothing in it was changed.`,
  )
}

function otherVersion(folder: string, complaint: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'other_major_version',
    `The database in ${folder} was made by another version of PostgreSQL (${complaint}): take a backup with the release that made it and restore it into a new folder.`,
  )
}

function unusable(_folder: string, complaint: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'binaries_unusable',
    `The embedded PostgreSQL can't run on this machine (${complaint}): it needs a Linux with glibc or macOS; elsewhere, point to a PostgreSQL server of your own.`,
  )
}

function unknownFailure(folder: string, complaint: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'start_failed',
    `PostgreSQL did not start on ${folder} (${complaint}): mend that and start again; the database is untouched.`,
  )
}
