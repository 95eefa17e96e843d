import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { freePort } from './free-port.ts'

/** Where a PostgreSQL of the pair listens. */
export type Address = { host: string; port: number; user: string; database: string }

/** A primary and a standby that confirms each of its commits, of the machine's own PostgreSQL packages. */
export interface ReplicatedPostgres {
  primary: Address
  standby: Address
  /** kill -9 of the primary's main process. */
  killPrimary(): void
  /** Makes the standby the primary. */
  promote(): Promise<void>
  close(): Promise<void>
}

/** The folder of the newest server's programs; undefined where none is installed with pg_basebackup. */
export function findReplicatingPostgres(): string | undefined {
  const programs = globSync('/usr/lib/postgresql/*/bin/pg_basebackup').sort()
  const folder = path.dirname(programs.at(-1) ?? '')
  return existsSync(path.join(folder, 'postgres')) ? folder : undefined
}

/** Starts both, and gives them once the standby is in step. */
export async function startReplicatedPostgres(programs: string): Promise<ReplicatedPostgres> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pit-replicated-'))
  // PostgreSQL refuses to run as root, and its user must find its own folder.
  chmodSync(folder, 0o755)
  const home = path.join(folder, 'postgres')
  mkdirSync(home)
  if (process.getuid?.() === 0) execFileSync('chown', ['postgres', home])
  const run = (name: string, ...args: string[]) => runAsPostgres(path.join(programs, name), args)
  const [primary, standby] = [await addressOf(), await addressOf()]
  const data = { primary: path.join(home, 'primary'), standby: path.join(home, 'standby') }
  const start = (which: 'primary' | 'standby', { port }: Address) => {
    const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: home, max_connections: 200 }
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
    const log = path.join(home, `${which}.log`)
    return run('pg_ctl', '-D', data[which], '-l', log, '-o', options.join(' '), '--wait', 'start')
  }
  await run('initdb', '-D', data.primary, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8')
  await start('primary', primary)
  const source = ['-h', primary.host, '-p', String(primary.port), '-U', primary.user]
  await run('pg_basebackup', ...source, '-D', data.standby, '-R', '--checkpoint=fast')
  await start('standby', standby)
  await confirmCommits(primary)
  return {
    primary,
    standby,
    killPrimary: () => process.kill(mainProcessOf(data.primary), 'SIGKILL'),
    promote: () => run('pg_ctl', '-D', data.standby, '--wait', 'promote'),
    async close() {
      for (const which of [data.primary, data.standby]) {
        await run('pg_ctl', '-D', which, '-m', 'immediate', 'stop').catch(() => {})
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** From here on no commit is acknowledged that the standby lacks. */
async function confirmCommits(primary: Address): Promise<void> {
  const client = new pg.Client(primary)
  await client.connect()
  await client.query(`alter system set synchronous_standby_names = '*'`)
  await client.query('select pg_reload_conf()')
  for (;;) {
    const { rows } = await client.query(`select 1 from pg_stat_replication where sync_state = 'sync'`)
    if (rows.length > 0) break
  }
  await client.end()
}

async function addressOf(): Promise<Address> {
  return { host: '127.0.0.1', port: await freePort(), user: 'postgres', database: 'postgres' }
}

function mainProcessOf(dataDir: string): number {
  return Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
}

async function runAsPostgres(program: string, args: string[]): Promise<void> {
  const asUser = ['--reuid=postgres', '--regid=postgres', '--clear-groups', program]
  const [command, all] = process.getuid?.() === 0 ? ['setpriv', [...asUser, ...args]] : [program, args]
  // What pg_ctl starts keeps the streams that it was given: a pipe would never end.
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, all, { cwd: '/', stdio: 'ignore' })
    child.once('error', reject)
    child.once('exit', code =>
      code === 0 ? resolve() : reject(new Error(`${path.basename(program)} ended with ${code}`)),
    )
  })
}
