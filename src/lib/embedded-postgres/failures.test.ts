import { describe, expect, it } from 'vitest'
import { explainFailure } from './failures.ts'

const codeOf = (output: string) => explainFailure(output, '/data').code

describe('what PostgreSQL wrote before it gave up', () => {
  it('becomes a code that says what to do', () => {
    expect(codeOf('FATAL:  could not write lock file "postmaster.pid": No space left on device')).toBe('disk_full')
    expect(codeOf('initdb: error while loading shared libraries: libicuuc.so.60: cannot open')).toBe(
      'binaries_unusable',
    )
    expect(codeOf('spawn /x/initdb ENOENT')).toBe('binaries_unusable')
    expect(codeOf('FATAL:  database files are incompatible with server')).toBe('other_major_version')
    expect(codeOf('PANIC:  could not locate a valid checkpoint record at 0/174B310')).toBe('damaged')
    expect(codeOf('FATAL:  something nobody has thought of')).toBe('start_failed')
  })

  it('is quoted from its last grave line, without what PostgreSQL puts in front', () => {
    const output = 'LOG:  starting\nFATAL:  first\nPANIC:  the cause itself\nLOG:  shutting down\n'
    expect(explainFailure(output, '/data').message).toContain('(the cause itself)')
  })

  it('names the folder and keeps the cause for the log', () => {
    const cause = new Error('exit 1')
    const error = explainFailure('', '/data', cause)
    expect(error.message).toContain('/data')
    expect(error.cause).toBe(cause)
  })
})
