import type { DatabaseFacts } from './ports.ts'

/** One line of the doctor's report. `remedy` says what to do about a problem. */
export interface Finding {
  name: string
  status: 'ok' | 'problem' | 'skipped'
  says: string
  remedy?: string
}

const NODE_MAJOR_NEEDED = 24
const POSTGRES_MAJOR_NEEDED = 15
const FREE_BYTES_LEAST = 500_000_000
const CLOCK_OFFSET_MS_MAX = 2000

const ok = (name: string, says: string): Finding => ({ name, status: 'ok', says })
const problem = (name: string, says: string, remedy: string): Finding => ({ name, status: 'problem', says, remedy })
export const skipped = (name: string, says: string): Finding => ({ name, status: 'skipped', says })

/** Whether this Node runs the product. */
export function judgeNode(version: string): Finding {
  if (Number.parseInt(version, 10) >= NODE_MAJOR_NEEDED) return ok('Node', version)
  return problem(
    'Node',
    `${version} is too old`,
    `Use Node ${NODE_MAJOR_NEEDED} or newer; "npm start" and "npx pit" bring their own.`,
  )
}

/** What was found of the data folder. */
export interface FolderFacts {
  path: string
  exists: boolean
  isWritable: boolean
  /** The permission bits; undefined where there are none (Windows). */
  mode?: number
  keysMode?: number
}

/** Whether the data folder can be used and is closed to others: the keys and the database lie in it. */
export function judgeFolder({ path, exists, isWritable, mode = 0, keysMode = 0 }: FolderFacts): Finding {
  const name = 'Data folder'
  if (!exists) return skipped(name, `${path} is not there yet; a first start makes it`)
  if (!isWritable)
    return problem(
      name,
      `${path} cannot be written`,
      'Give this user write access to it, or set DATA_DIR to another folder.',
    )
  if ((keysMode & 0o077) !== 0) {
    return problem(
      name,
      `${path}/keys.json can be read by other users`,
      `Run "chmod 600 ${path}/keys.json", and rotate the tokens if others were on this machine.`,
    )
  }
  if ((mode & 0o022) !== 0) return problem(name, `${path} can be written by other users`, `Run "chmod 700 ${path}".`)
  return ok(name, `${path} can be written, by its owner alone`)
}

/** Whether there is room for the database to grow. */
export function judgeSpace(freeBytes: number): Finding {
  const says = `${(freeBytes / 1e9).toFixed(1)} GB free`
  if (freeBytes >= FREE_BYTES_LEAST) return ok('Disk space', says)
  return problem(
    'Disk space',
    says,
    'Free some space: without it changes are refused, while tokens go on being checked.',
  )
}

/** What answers at the server's port. */
export type PortState = 'free' | 'ready' | 'not_ready' | 'other'

/** What answers at the server's port, and which servers the database knows of; undefined when it could not be asked. */
export interface ServerFacts {
  state: PortState
  address: string
  nodeId?: string
  liveNodeIds?: readonly string[]
}

/** Whether the server of this database runs: another folder's may answer at the same port. */
export function judgeServer({ state, address, nodeId = '', liveNodeIds }: ServerFacts): Finding {
  if (state === 'ready' && liveNodeIds?.includes(nodeId) === false) {
    const remedy =
      liveNodeIds.length > 0
        ? 'The server of this one runs at another address: set PORT and HOST to what it was started with.'
        : 'No server runs on this one: stop the other, or set PORT to another number, then start it.'
    return problem('Server', `the server of another database answers at ${address}`, remedy)
  }
  if (state === 'free' && liveNodeIds !== undefined && liveNodeIds.length > 0) {
    return ok('Server', `runs, at another address than ${address}`)
  }
  return judgePort(state, address)
}

/** Whether the server runs, or could. */
export function judgePort(state: PortState, address: string): Finding {
  switch (state) {
    case 'ready':
      return ok('Server', `runs and is ready at ${address}`)
    case 'free':
      return ok('Server', `does not run; ${address} is free for it`)
    case 'not_ready':
      return problem(
        'Server',
        `runs at ${address} and is not ready`,
        'Look at its log: it waits for the database, or is being stopped.',
      )
    case 'other':
      return problem(
        'Server',
        `another program answers at ${address}`,
        'Stop that program, or set PORT to another number.',
      )
  }
}

/** Everything about the database, once it answers. */
export function judgeDatabase(facts: DatabaseFacts): Finding[] {
  return [judgePostgres(facts), judgeSchema(facts), judgeKeys(facts), judgeClock(facts), ...judgeWalls(facts)]
}

function judgePostgres({ version, place }: DatabaseFacts): Finding {
  if (Number.parseInt(version, 10) >= POSTGRES_MAJOR_NEEDED) return ok('PostgreSQL', `${version}, ${place}`)
  return problem('PostgreSQL', `${version} is too old`, `Use PostgreSQL ${POSTGRES_MAJOR_NEEDED} or newer.`)
}

function judgeSchema({ schemaVersion, schemaVersionNeeded }: DatabaseFacts): Finding {
  if (schemaVersion === schemaVersionNeeded) return ok('Schema', `version ${schemaVersion}, as this release needs it`)
  const says = `version ${schemaVersion}, and this release needs ${schemaVersionNeeded}`
  const remedy =
    schemaVersion < schemaVersionNeeded ? 'Run "pit migrate", or start the server.' : 'Start the newer release again.'
  return problem('Schema', says, remedy)
}

function judgeKeys({ keys }: DatabaseFacts): Finding {
  if (keys.state === 'match') return ok('Keys', 'are those that this database was made with')
  if (keys.state === 'none') return skipped('Keys', 'there are none yet; a first start makes them')
  return problem('Keys', 'are not right', keys.fault)
}

function judgeClock({ clockOffsetMs }: DatabaseFacts): Finding {
  const says = `${Math.abs(Math.round(clockOffsetMs))} ms from the database’s`
  if (Math.abs(clockOffsetMs) <= CLOCK_OFFSET_MS_MAX) return ok('Clock', says)
  return problem(
    'Clock',
    says,
    'Synchronise both machines by NTP: the server follows the database’s clock, its log lines this one’s.',
  )
}

function judgeWalls({ role, tenantTables, schemaVersion, setupFaults }: DatabaseFacts): Finding[] {
  if (setupFaults.length > 0) return [problem('Rights', 'a first start would fail', setupFaults.join('\n'))]
  if (schemaVersion === 0) return [skipped('Role', 'no schema yet'), skipped('Row-level security', 'no schema yet')]
  const faults = [
    ...(role.exists ? [] : ['is missing']),
    ...(role.exists && !role.isAssumable ? ['may not be taken on by the user of DATABASE_URL'] : []),
    ...(role.isSuperuser ? ['is a superuser'] : []),
    ...(role.bypassesRowSecurity ? ['bypasses row-level security'] : []),
    ...(role.tablesOwned > 0 ? [`owns ${role.tablesOwned} tables`] : []),
    ...(role.canRewriteAudit ? ['can change the audit log'] : []),
  ]
  const { all, unguarded } = tenantTables
  return [
    faults.length === 0
      ? ok('Role', `${role.name} owns nothing, can’t change the audit log`)
      : problem(
          'Role',
          `${role.name} ${faults.join(', ')}`,
          'Take that right from it again; the migrations give it all it needs.',
        ),
    unguarded.length === 0
      ? ok('Row-level security', `on for all ${all} tables with accounts’ rows`)
      : problem(
          'Row-level security',
          `off for ${unguarded.join(', ')}`,
          'Run "alter table … enable row level security" on each, and find out who switched it off.',
        ),
  ]
}
