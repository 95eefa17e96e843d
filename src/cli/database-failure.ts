import { isDatabaseUnavailable, sqlState } from '../lib/database-error.ts'

/** What the way to the database answered, and what to do about it. Without a match: that it does not answer. */
const REMEDIES: [pattern: RegExp, says: string][] = [
  [/^28P01/, 'The database refuses the password: mend user and password in DATABASE_URL.'],
  [/^28/, 'The database does not let this user in: mend the user in DATABASE_URL, or its pg_hba.conf.'],
  [
    /^3D000/,
    'There is no such database: make it ("CREATE DATABASE … ENCODING \'UTF8\'"), or mend the name at the end of DATABASE_URL.',
  ],
  [/does not support SSL/, 'The database speaks no TLS: take sslmode out of DATABASE_URL, or switch TLS on there.'],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/,
    'The certificate of the database is not trusted: name its authority with sslrootcert=/path/ca.pem in DATABASE_URL.',
  ],
  [/ENOTFOUND|EAI_AGAIN/, 'The host in DATABASE_URL has no address: mend its name.'],
]

/** A sentence for a database that can't be reached or does not let us in; undefined for any other error. */
export function explainConnection(error: unknown): string | undefined {
  const state = sqlState(error) ?? ''
  const { syscall, message = '' } = error as NodeJS.ErrnoException
  // Files that are missing look like ENOENT, too: not ours.
  if (syscall !== undefined && !['connect', 'read', 'write', 'getaddrinfo'].includes(syscall)) return undefined
  const [, says] = REMEDIES.find(([pattern]) => pattern.test(`${state} ${message}`) && isOfDatabase(error, state)) ?? []
  if (says !== undefined) return `${says} (${message || state})`
  if (!isDatabaseUnavailable(error)) return undefined
  return `The database does not answer (${message || state}): check that it runs and that DATABASE_URL or DATA_DIR names it.`
}

/** Words alone could stand in any error: a log-in's refusal has its state, a broken way its system code. */
function isOfDatabase(error: unknown, state: string): boolean {
  return (
    /^(28|3D|E[A-Z]|SELF_|UNABLE_|CERT_|DEPTH_ZERO_)/.test(state) ||
    /server does not support SSL/.test((error as Error).message)
  )
}
