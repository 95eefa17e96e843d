import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { findRunningEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts'
import { createLogger } from '../../src/lib/log.ts'
import { openPostgres } from '../../src/world.ts'
import { Pit } from '../support/pit.ts'

const log = createLogger('silent', { write() {} })
let dataDir: string
let pit: Pit

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'pit-embedded-'))
  pit = new Pit({ DATA_DIR: dataDir, PORT: '0' })
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

describe('the embedded database', () => {
  it('is made by migrate, and stopped when the command ends', async () => {
    const { applied, schemaVersion } = await pit.data(['migrate'])
    expect(applied).toHaveLength(schemaVersion)
    expect(findRunningEmbeddedPostgres(dataDir)).toBeUndefined()
    expect(await pit.data(['migrate'])).toEqual({ applied: [], schemaVersion })
  })

  it('is shared with the process that runs it, and left running', async () => {
    const config = readConfig({ DATA_DIR: dataDir })
    const server = await openPostgres(config, log, 'lasting')
    try {
      const { ok, checks } = await pit.data(['doctor'])
      expect([ok, checks[3].says]).toEqual([true, expect.stringMatching(/^18\.\d+, embedded, run by the server$/)])
      expect(findRunningEmbeddedPostgres(dataDir)).toBeDefined()
    } finally {
      await server.close()
    }
  })

  it('is never shared while a command runs it for itself: a server that starts meanwhile waits, then runs its own', async () => {
    const config = readConfig({ DATA_DIR: dataDir })
    const command = await openPostgres(config, log, 'brief')
    let isCommandDone = false
    const starting = openPostgres(config, log, 'lasting').then(server => ({ server, cameAfter: isCommandDone }))
    isCommandDone = true
    await command.close()
    const { server, cameAfter } = await starting
    // Only who started it hears of its end.
    expect([cameAfter, server.exited]).toEqual([true, expect.any(Promise)])
    await server.close()
  })
})
