import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { PostgresAddress } from './database.ts'

/** A wire to PostgreSQL that a test can cut: reset what is open and refuse what is new, or swallow all bytes. */
export interface CutProxy {
  port: number
  cut(): void
  /** Takes everything and answers nothing, as a network that drops packets. */
  blackHole(): void
  /** Every answer of the database comes this much later. */
  delay(ms: number): void
  restore(): void
  close(): Promise<void>
}

/** Opens a TCP port that leads to the test's PostgreSQL. */
export async function openCutProxy(address: Pick<PostgresAddress, 'host' | 'port'>): Promise<CutProxy> {
  const sockets = new Set<Socket>()
  let state: 'open' | 'cut' | 'silent' = 'open'
  let delayMs = 0
  const server = createServer(client => {
    sockets.add(client)
    client.once('close', () => sockets.delete(client))
    client.on('error', () => {})
    if (state === 'cut') return void client.resetAndDestroy()
    const upstream = connect(toPostgres(address))
    upstream.on('error', () => client.destroy())
    client.once('close', () => upstream.destroy())
    upstream.once('close', () => client.destroy())
    client.on('data', bytes => state !== 'silent' && upstream.write(bytes))
    const answer = (bytes: Buffer) => state !== 'silent' && client.writable && client.write(bytes)
    upstream.on('data', bytes => (delayMs === 0 ? answer(bytes) : setTimeout(answer, delayMs, bytes)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut'
      for (const socket of sockets) socket.resetAndDestroy()
    },
    blackHole() {
      state = 'silent'
    },
    delay(ms) {
      delayMs = ms
    },
    restore() {
      state = 'open'
      delayMs = 0
      for (const socket of sockets) socket.destroy()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function toPostgres({ host, port = 5432 }: Pick<PostgresAddress, 'host' | 'port'>) {
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
}
