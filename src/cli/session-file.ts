import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CommandFailure } from './failure.ts'

/** A sign-in at one server. The cookie is as good as the password until it ends, so only its owner may read the file. */
export interface SavedSession {
  cookie: string
  email: string
  expiresAt: string
}

type Sessions = Record<string, SavedSession>

/** The file of all sign-ins, by server address. */
export const sessionFileIn = (configDir: string) => path.join(configDir, 'session.json')

export async function readSession(configDir: string, origin: string): Promise<SavedSession | undefined> {
  return (await readAll(configDir))[origin]
}

/** Keeps a sign-in, or forgets it with `undefined`. Returns the file. */
export async function writeSession(configDir: string, origin: string, session?: SavedSession): Promise<string> {
  const { [origin]: _, ...others } = await readAll(configDir)
  const sessions = session === undefined ? others : { ...others, [origin]: session }
  const file = sessionFileIn(configDir)
  try {
    await mkdir(configDir, { recursive: true, mode: 0o700 })
    await writeFile(`${file}.new`, `${JSON.stringify(sessions, undefined, 2)}\n`, { mode: 0o600 })
    // The mode above counts for a new file only; one that a crash left behind may have another.
    await chmod(`${file}.new`, 0o600)
    await rename(`${file}.new`, file)
    return file
  } catch (cause) {
    const says = `The sign-in cannot be kept in ${file} (${(cause as NodeJS.ErrnoException).code}).`
    throw new CommandFailure('credential_unreadable', 'invalid', {
      says,
      hint: 'Give this user write access to that folder, or set XDG_CONFIG_HOME to another one.',
      cause,
    })
  }
}

async function readAll(configDir: string): Promise<Sessions> {
  const file = sessionFileIn(configDir)
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Sessions
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new CommandFailure('credential_unreadable', 'invalid', {
      says: `${file} cannot be read: it holds the sign-ins of this user.`,
      hint: 'Remove it and sign in again.',
      cause,
    })
  }
}
