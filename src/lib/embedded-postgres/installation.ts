import type { Binaries } from './binaries.ts'
import { type RunAs, TOOL_PATH } from './run-as.ts'

/** Everything that decides how the programs of PostgreSQL are run on one data folder. */
export interface Installation {
  dataDir: string
  /** The database itself, inside `dataDir`. */
  clusterFolder: string
  binaries: Binaries
  runAs: RunAs
}

/** The command and its arguments, with what must stand in front of them. */
export function commandLine({ runAs }: Installation, program: string, args: string[]): [string, string[]] {
  const [command = program, ...rest] = [...runAs.prefix, program, ...args]
  return [command, rest]
}

/** A bare environment: ours may hold secrets, and variables such as PGDATA would change what the programs do. */
export function childOptions({ binaries, runAs, dataDir }: Installation) {
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  return {
    ...runAs.user,
    cwd: dataDir,
    env: { PATH: TOOL_PATH, LC_ALL: 'C', TZ: 'UTC', ...(binaries.libraryPath && { [variable]: binaries.libraryPath }) },
  }
}
