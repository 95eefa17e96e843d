import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { newSecret } from '../../src/lib/secrets.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'

const PRLIMIT = '/usr/bin/prlimit'
const canLimit = existsSync(PRLIMIT) && existsSync('/proc/self/fd')

describe.skipIf(!canLimit)('F21: out of file descriptors (needs prlimit)', () => {
  let testDatabase: TestDatabase
  let server: ServerProcess
  beforeAll(async () => {
    testDatabase = await createTestDatabase()
    server = await createServerProcess(testDatabase)
    await server.start()
  })
  afterAll(async () => {
    await server.stop()
    await testDatabase.drop()
  })

  test('F21: the server stays up, tells nobody that their token is bad, and serves again when there are some', async () => {
    const pid = server.pid()
    const limit = (files: number) => execFileSync(PRLIMIT, ['--pid', String(pid), `--nofile=${files}:4096`])
    const { port } = new URL(server.url)
    limit(readdirSync(`/proc/${pid}/fd`).length + 5)
    const sockets: Socket[] = []
    for (let i = 0; i < 80; i++) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      sockets.push(socket)
    }
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${server.url}/api/me`, { headers: { authorization: `Bearer ${newSecret('pit_')}` } }).then(
          reply => reply.status,
          () => 'refused',
        ),
      ),
    )
    // An unknown token is decided in memory: 401 is the truth about it. What could not be decided is refused or 503.
    expect(answers.filter(answer => ![401, 503, 'refused'].includes(answer))).toEqual([])
    for (const socket of sockets) socket.destroy()
    limit(1024)
    await vi.waitFor(
      async () => {
        expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
      },
      { timeout: 20_000, interval: 200 },
    )
    expect(server.pid()).toBe(pid)
    const signedIn = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify(server.admin),
    })
    expect(signedIn.status).toBe(200)
  })
})
