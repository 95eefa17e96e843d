import { type FieldFault, Problem, type ProblemCode } from '../domain/problem.ts'
import { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from '../lib/embedded-postgres/error.ts'
import { KeyError } from '../lib/key-error.ts'
import { SnapshotError, type SnapshotErrorCode } from '../lib/snapshot/error.ts'
import { DatabaseUnsuitableError, SchemaTooNewError, SchemaTooOldError } from '../store/migrate-error.ts'
import { explainConnection } from './database-failure.ts'
import type { FailureKind } from './exit-codes.ts'
import { hintFor } from './hints.ts'

/** The failures that only the command line knows, or names; each stands in docs/cli.md. */
export const FAILURE_CODES = [
  'usage_invalid',
  'config_invalid',
  'token_in_arguments',
  'url_missing',
  'not_possible_by_url',
  'account_ambiguous',
  'account_unknown',
  'integration_ambiguous',
  'member_unknown',
  'credential_missing',
  'credential_unreadable',
  'confirmation_missing',
  'secret_file_exists',
  'secret_file_unwritable',
  'database_missing',
  'database_unavailable',
  'database_unsuitable',
  'schema_too_old',
  'schema_too_new',
  'keys_invalid',
  'port_unavailable',
  'mail_not_taken',
  'server_unreachable',
  'server_answer_unexpected',
  'interrupted',
  'unexpected',
] as const

export type FailureCode = (typeof FAILURE_CODES)[number]

/** An expected failure of a command, with what to do about it. */
export class CommandFailure extends Error {
  readonly code: FailureCode
  readonly kind: FailureKind
  readonly hint: string | undefined

  constructor(code: FailureCode, kind: FailureKind, details: { says: string; hint?: string; cause?: unknown }) {
    super(details.says, { cause: details.cause })
    this.name = 'CommandFailure'
    this.code = code
    this.kind = kind
    this.hint = details.hint
  }
}

/** A failure as it is told: to a person as sentences, to a script as JSON, to the shell as an exit code. */
export interface Explained {
  code: ProblemCode | FailureCode | EmbeddedPostgresErrorCode | SnapshotErrorCode
  kind: FailureKind
  says: string
  detail?: string
  fields?: FieldFault[]
  facts?: Record<string, unknown>
  hint?: string
}

/** Gives every error a code, a kind and a sentence. What nobody foresaw keeps its stack: it is for whoever mends it. */
export function explain(error: unknown): Explained {
  if (error instanceof Problem) return explainProblem(error)
  if (error instanceof CommandFailure) {
    return { code: error.code, kind: error.kind, says: error.message, hint: error.hint }
  }
  return explainForeign(error) ?? explainUnexpected(error)
}

function explainProblem({ code, kind, says, detail, fields, facts }: Problem): Explained {
  return { code, kind, says, detail: detail === says ? undefined : detail, fields, facts, hint: hintFor(code) }
}

const SNAPSHOT_KINDS: Record<SnapshotErrorCode, FailureKind> = {
  file_exists: 'conflict',
  file_unreadable: 'not_found',
  file_unwritable: 'invalid',
  not_a_snapshot: 'invalid',
  format_unsupported: 'invalid',
  corrupt: 'invalid',
  schema_version_differs: 'conflict',
  tables_differ: 'conflict',
  not_empty: 'conflict',
  tables_in_use: 'conflict',
  not_the_owner: 'forbidden',
}

const SNAPSHOT_HINTS: Partial<Record<SnapshotErrorCode, string>> = {
  not_empty:
    'A server that was started on it has written its first rows, with keys of its own: give a new DATA_DIR that holds nothing but the keys.json of the backup, or an empty database.',
}

/** Errors of the rooms below that are sentences for the operator already. */
function explainForeign(error: unknown): Explained | undefined {
  if (error instanceof SnapshotError) {
    return { code: error.code, kind: SNAPSHOT_KINDS[error.code], says: error.message, hint: SNAPSHOT_HINTS[error.code] }
  }
  if (error instanceof EmbeddedPostgresError) return { code: error.code, kind: 'unavailable', says: error.message }
  if (error instanceof KeyError) return { code: 'keys_invalid', kind: 'unavailable', says: error.message }
  if (error instanceof SchemaTooNewError) return { code: 'schema_too_new', kind: 'conflict', says: error.message }
  if (error instanceof SchemaTooOldError) return { code: 'schema_too_old', kind: 'conflict', says: error.message }
  if (error instanceof DatabaseUnsuitableError) {
    return { code: 'database_unsuitable', kind: 'unavailable', says: error.message }
  }
  return explainDatabase(error)
}

function explainDatabase(error: unknown): Explained | undefined {
  const says = explainConnection(error)
  return says === undefined ? undefined : { code: 'database_unavailable', kind: 'unavailable', says }
}

function explainUnexpected(error: unknown): Explained {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 'unexpected', kind: 'unexpected', says: 'Something went wrong that nobody foresaw.', detail: text }
}
