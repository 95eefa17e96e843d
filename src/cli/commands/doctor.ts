import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'
import { defineCommand, type Run } from '../command.ts'
import { explain } from '../failure.ts'
import {
  type Finding,
  judgeDatabase,
  judgeFolder,
  judgeNode,
  judgeServer,
  judgeSpace,
  type ServerFacts,
  skipped,
} from '../findings.ts'
import type { CommandSettings } from '../ports.ts'
import { plain, type Screen } from '../screen.ts'
import { wrap } from '../table.ts'

export const doctorCommand = defineCommand<object>({
  path: 'doctor',
  group: 'Server',
  says: 'Check this machine, the data folder, the database and the server, and say what to mend.',
  more: ['Changes nothing. Exit code 9 when something is not right.'],
  examples: ['pit doctor', 'pit doctor --json'],
  async run(run) {
    const checks = await examine(run)
    const isHealthy = checks.every(({ status }) => status !== 'problem')
    return {
      data: { ok: isHealthy, checks },
      lines: linesOf(checks, run.screen),
      ...(isHealthy ? {} : { verdict: 'check_failed' as const }),
    }
  },
})

async function examine({ ports }: Run): Promise<Finding[]> {
  const node = judgeNode(process.versions.node)
  let settings: CommandSettings
  try {
    settings = await ports.settings()
  } catch (error) {
    return [node, faultOf('Configuration', error)]
  }
  const folder = await findFolder(settings.dataDir)
  const database = await findDatabase(ports, settings, folder.exists)
  const port =
    settings.port === 0 ? [] : [judgeServer({ ...(await findPort(settings)), liveNodeIds: database.liveNodeIds })]
  return [node, judgeFolder(folder), await space(settings.dataDir), ...database.findings, ...port]
}

interface FoundDatabase {
  findings: Finding[]
  /** Undefined when it could not be asked. */
  liveNodeIds?: string[]
}

async function findDatabase(
  ports: Run['ports'],
  settings: CommandSettings,
  hasFolder: boolean,
): Promise<FoundDatabase> {
  if (!settings.isOutsideDatabase && !hasFolder) {
    return { findings: [skipped('PostgreSQL', 'no database yet; a first start makes it')], liveNodeIds: [] }
  }
  try {
    const facts = await ports.examineDatabase()
    return { findings: judgeDatabase(facts), liveNodeIds: facts.liveNodeIds }
  } catch (error) {
    return { findings: [faultOf('PostgreSQL', error)] }
  }
}

function faultOf(name: string, error: unknown): Finding {
  const { code, says, detail, hint } = explain(error)
  if (code === 'database_missing') return skipped(name, 'no database yet; a first start makes it')
  const remedy = code === 'unexpected' ? (detail ?? says) : [says, hint].filter(Boolean).join(' ')
  return { name, status: 'problem', says: code.replaceAll('_', ' '), remedy }
}

async function findFolder(dataDir: string) {
  const found = await stat(dataDir).catch(() => undefined)
  const keys = await stat(path.join(dataDir, 'keys.json')).catch(() => undefined)
  const isWritable = await access(dataDir, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
  const hasModes = process.platform !== 'win32'
  return {
    path: dataDir,
    exists: found?.isDirectory() ?? false,
    isWritable,
    ...(hasModes ? { mode: found?.mode, keysMode: keys?.mode } : {}),
  }
}

/** Of the disk that the folder lies on, or will. */
async function space(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir).catch(() => statfs(path.parse(dataDir).root))
  return judgeSpace(bavail * bsize)
}

const CONNECT_TIMEOUT_MS = 2000

async function findPort({ host, port }: CommandSettings): Promise<ServerFacts> {
  const reached = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  const address = `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
  return (await isListening(reached, port)) ? { address, ...(await askReadiness(address)) } : { address, state: 'free' }
}

function isListening(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS })
    const end = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}

async function askReadiness(address: string): Promise<Pick<ServerFacts, 'state' | 'nodeId'>> {
  try {
    // oxlint-disable-next-line eslint/no-restricted-globals -- this machine's own port is what is asked about
    const reply = await fetch(`${address}/readyz`, {
      redirect: 'error',
      signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS),
    })
    const { status } = (await reply.json()) as { status?: string }
    if (status === 'ready') return { state: 'ready', nodeId: reply.headers.get('x-node') ?? undefined }
    return { state: status === 'not ready' ? 'not_ready' : 'other' }
  } catch {
    return { state: 'other' }
  }
}

function linesOf(checks: readonly Finding[], screen: Screen): string[] {
  const width = Math.max(...checks.map(({ name }) => name.length))
  const marks = { ok: screen.good('ok     '), problem: screen.bad('PROBLEM'), skipped: screen.dim('-      ') }
  const indent = ' '.repeat(9)
  return checks.flatMap(({ name, status, says, remedy }) => [
    `${marks[status]}  ${name.padEnd(width)}  ${plain(says)}`,
    ...(remedy === undefined ? [] : remedy.split('\n').flatMap(line => wrap(plain(line), screen.columns, indent))),
  ])
}
