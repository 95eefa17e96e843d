import { type FileHandle, open, rm } from 'node:fs/promises'
import type { Run } from './command.ts'
import { CommandFailure } from './failure.ts'

/** What a made secret turns into: what --json says of the token, and the lines for people. */
export interface ShownSecret {
  token: object
  lines: string[]
}

/** What was made, with its one secret. */
interface WithSecret {
  token: { secret?: string }
}

/** Where the secret goes: to stdout, or into a file that is opened before the secret is made. */
export interface SecretSink {
  /** `noun` is what people call it: "token" unless said. */
  show(made: WithSecret, noun?: string): Promise<ShownSecret>
}

/** Runs `make` with a place for its secret secured first, so that no secret is made that can't be kept. */
export async function withSecretSink<T>(
  run: Run,
  file: string | undefined,
  make: (sink: SecretSink) => Promise<T>,
): Promise<T> {
  if (file === undefined) return make({ show: async (made, noun = 'token') => shown(made, noun) })
  const handle = await reserve(file)
  let isUsed = false
  try {
    return await make({
      async show(made, noun = 'token') {
        isUsed = true
        return keep(run, { handle, file }, { ...made, noun })
      },
    })
  } finally {
    await handle.close()
    if (!isUsed) await rm(file, { force: true })
  }
}

async function reserve(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx', 0o600)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST') {
      throw new CommandFailure('secret_file_exists', 'conflict', {
        says: `${file} exists already and is not written over: give another name, or remove it first.`,
        cause,
      })
    }
    throw new CommandFailure('secret_file_unwritable', 'invalid', {
      says: `${file} cannot be made (${code}): give a path in a folder that you may write.`,
      cause,
    })
  }
}

/** A full disk must not swallow the one copy there will ever be: then the secret is shown after all. */
async function keep(
  run: Run,
  { handle, file }: { handle: FileHandle; file: string },
  made: WithSecret & { noun: string },
): Promise<ShownSecret> {
  try {
    await handle.writeFile(`${made.token.secret}\n`)
    await handle.sync()
  } catch (error) {
    run.tell(
      `The ${made.noun} could not be written to ${file} (${(error as NodeJS.ErrnoException).code}), so it is shown here.`,
    )
    return shown(made, made.noun)
  }
  const { secret: _, ...token } = made.token
  return {
    token: { ...token, secretFile: file },
    lines: [`The new ${made.noun} is in ${file}, which only you can read. It can't be shown again.`],
  }
}

function shown({ token }: WithSecret, noun: string): ShownSecret {
  return {
    token,
    lines: [
      `The new ${noun}. Copy it now: it is shown this once and can't be shown again.`,
      '',
      `  ${token.secret ?? ''}`,
    ],
  }
}
