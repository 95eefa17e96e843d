import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'

/** One address in front of several servers: HAProxy where it is installed, else a few lines that hand on connections. */
export interface Balancer {
  url: string
  kind: 'haproxy' | 'node'
  close(): Promise<void>
}

const EXAMPLE = path.join(import.meta.dirname, '../../examples/haproxy/haproxy.cfg')
const HAPROXY = ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy', '/opt/homebrew/bin/haproxy']

/** Whether this machine has HAProxy. */
export function hasHaproxy(): boolean {
  return HAPROXY.some(isExecutable)
}

/** Starts one on a port of its own. It asks each server's /readyz and goes elsewhere when that says no. */
export async function startBalancer(urls: readonly string[]): Promise<Balancer> {
  const program = HAPROXY.find(isExecutable)
  const ports = urls.map(url => Number(new URL(url).port))
  return program === undefined ? startNodeBalancer(ports) : startHaproxy(program, ports)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function startHaproxy(program: string, ports: readonly number[]): Promise<Balancer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'pit-haproxy-'))
  const port = await freePort()
  const file = path.join(folder, 'haproxy.cfg')
  await writeFile(file, await haproxyConfig(port, ports))
  const child = spawn(program, ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  await waitForPort(port, child, () => said)
  return {
    url: `http://127.0.0.1:${port}`,
    kind: 'haproxy',
    async close() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The one of examples/haproxy, with ports of its own. */
async function haproxyConfig(port: number, ports: readonly number[]): Promise<string> {
  const example = await readFile(EXAMPLE, 'utf8')
  const servers = ports.map((server, number) => `  server node${number} 127.0.0.1:${server}`).join('\n')
  return example.replace('127.0.0.1:8080', `127.0.0.1:${port}`).replace(/(?: {2}server .*\n)+/g, `${servers}\n`)
}

/** Connections in turn; a server that takes none is left out. */
async function startNodeBalancer(ports: readonly number[]): Promise<Balancer> {
  let turn = 0
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    sockets.add(client)
    client.once('close', () => sockets.delete(client))
    client.on('error', () => {})
    const attempt = (left: number) => {
      if (left === 0) return void client.destroy()
      const upstream = connect(ports[turn++ % ports.length] ?? 0, '127.0.0.1')
      upstream.once('error', () => attempt(left - 1))
      upstream.once('connect', () => {
        client.pipe(upstream).pipe(client)
        upstream.once('close', () => client.destroy())
        client.once('close', () => upstream.destroy())
      })
    }
    attempt(ports.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    kind: 'node',
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function waitForPort(port: number, child: ChildProcess, said: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the balancer ended: ${said()}`)
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('close', () => socket.destroy())
      socket.once('connect', () => socket.destroy())
    })
    if (isOpen) return
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
