import { readdirSync } from 'node:fs'
import path from 'node:path'

const LIBRARIES = '/usr/lib'

/** libfaketime (the one for threads), which shows a process another wall clock than the machine's; undefined where it is not installed. */
export function findFaketime(): string | undefined {
  if (process.platform !== 'linux') return undefined
  const files = readdirSync(LIBRARIES).map(name => path.join(LIBRARIES, name, 'faketime'))
  for (const folder of files) {
    try {
      const name = readdirSync(folder).find(file => file === 'libfaketimeMT.so.1')
      if (name !== undefined) return path.join(folder, name)
    } catch {
      // Not in this one.
    }
  }
  return undefined
}

/** The environment in which a process has the wall clock that `file` tells: `+0`, `+90d`, `-1h`. The monotonic one stays. */
export function faketimeEnvironment(library: string, file: string): Record<string, string> {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
  }
}
