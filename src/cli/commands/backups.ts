import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { KeyError } from '../../lib/key-error.ts'
import { SnapshotError } from '../../lib/snapshot/error.ts'
import type { Manifest } from '../../lib/snapshot/manifest.ts'
import { defineCommand, type Run } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import { sayAgo, sayMoment } from '../moments.ts'
import { withOwner } from '../open-office.ts'
import type { Reviewed } from '../review-restored.ts'

// Loaded by these two commands alone: with them come the database's client and all the actions.
const snapshotFile = () => import('../../lib/snapshot.ts')
const migrateFile = () => import('../../store/migrate.ts')
const reviewFile = () => import('../review-restored.ts')

/** What belongs to the running of one server and not to the data: its schema, who serves, who is signed in. */
// The log of calls is kept for 30 days only, and its partitions come and go; what it adds up to is kept.
const EXCLUDED = [
  'schema_migrations',
  'nodes',
  'sessions',
  'setup_codes',
  'sign_in_failures',
  'pending_sign_ins',
  'spent_challenges',
  'password_resets',
  'email_changes',
  'invites',
  'api_calls',
]

export const backupCommand = defineCommand<object>({
  path: 'backup',
  group: 'Server',
  says: 'Copy the whole database into one file, while the server goes on working.',
  more: [
    'The file is made readable by you only, and an existing one is never written over. The keys are not in it: keep a copy of DATA_DIR/keys.json elsewhere. Without it no token of the backup will ever work.',
  ],
  args: [{ name: 'file', says: 'the file to make' }],
  examples: ['pit backup ./pit-2026-12-31.backup'],
  async run(run, _options, [file = '']) {
    const [{ backUpToFile }, { schemaVersion }] = await Promise.all([snapshotFile(), migrateFile()])
    const manifest = await withOwner(run, false, async connection => {
      const version = await schemaVersion(connection)
      if (version === 0) throw nothingToBackUp()
      const options = { connection, schemaVersion: version, exclude: EXCLUDED }
      return backUpToFile(file, { ...options, now: run.ports.clock.now() })
    })
    const { size } = await stat(file)
    const data = { file: path.resolve(file), sizeBytes: size, ...summaryOf(manifest) }
    const lines = [
      `Backed up ${inWords(manifest)} to ${file} (${sizeInWords(size)}).`,
      'Keep the keys elsewhere: without them no token of this backup works.',
    ]
    return { data, lines }
  },
})

export const restoreCommand = defineCommand<{ disableIntegrations?: boolean }>({
  path: 'restore',
  group: 'Server',
  says: 'Fill a new, empty database from a backup.',
  more: [
    'Everything is then as it was when the backup was made: tokens that were rotated, expired early, disabled or deleted since then work again. Review them, or restore with --disable-integrations and enable one after the other.',
    'DATA_DIR must hold the keys.json of the server that made the backup (or TOKEN_PEPPER and KEY_ENCRYPTION_KEY be set). People have to sign in again.',
  ],
  args: [{ name: 'file', says: 'a file that "pit backup" made' }],
  options: [
    {
      flags: '--disable-integrations',
      says: 'disable every integration, so that nothing revoked comes back by itself',
    },
  ],
  examples: ['pit restore ./pit-2026-12-31.backup --disable-integrations'],
  async run(run, { disableIntegrations = false }, [file = '']) {
    const [{ verifySnapshotFile }, { newestVersion }] = await Promise.all([snapshotFile(), migrateFile()])
    const manifest = await verifySnapshotFile(file)
    requireSchema(manifest, await newestVersion())
    await requireKeys(run)
    await fill(run, file)
    const backupAt = new Date(manifest.createdAt)
    const { reviewRestored } = await reviewFile()
    const reviewed = await reviewRestored(run, { backupAt, disablesIntegrations: disableIntegrations })
    const data = { file: path.resolve(file), ...summaryOf(manifest), ...reviewed }
    return { data, lines: restoredLines(run, manifest, { ...reviewed, isDisabled: disableIntegrations }) }
  },
})

function nothingToBackUp(): CommandFailure {
  return new CommandFailure('database_missing', 'unavailable', {
    says: 'The database is empty: there is nothing to back up.',
    hint: 'Check that DATABASE_URL or DATA_DIR names the right one.',
  })
}

/** Before a database is made for it: this release makes its own schema and no older one. */
function requireSchema(manifest: Manifest, version: number): void {
  if (manifest.schemaVersion === version) return
  throw new SnapshotError(
    'schema_version_differs',
    `The backup has schema version ${manifest.schemaVersion} and this release makes ${version}: restore it with the release that made it, then upgrade.`,
  )
}

/** Before anything is written: a database whose keys are lost is of no use, and says so only at the next start. */
async function requireKeys({ ports }: Run): Promise<void> {
  const { hasKeys, dataDir } = await ports.settings()
  const file = path.join(dataDir, 'keys.json')
  if (hasKeys || existsSync(file)) return
  throw new KeyError(
    `${file} is missing: copy it from the data folder of the server that made the backup, or set TOKEN_PEPPER and KEY_ENCRYPTION_KEY; nothing was restored.`,
  )
}

async function fill(run: Run, file: string): Promise<void> {
  const [{ restoreFromFile }, { migrate, schemaVersion }] = await Promise.all([snapshotFile(), migrateFile()])
  await withOwner(run, true, async connection => {
    await migrate(connection, name => run.tell(`Making the database: ${name}`))
    const version = await schemaVersion(connection)
    await restoreFromFile(file, { connection, schemaVersion: version, exclude: EXCLUDED })
  })
}

function restoredLines(
  run: Run,
  manifest: Manifest,
  { accounts, integrations, tokens, isDisabled }: Reviewed & { isDisabled: boolean },
): string[] {
  const backupAt = sayMoment(new Date(manifest.createdAt))
  const came = `Restored ${inWords(manifest)}, as of ${backupAt} (${sayAgo(manifest.createdAt, run.ports.clock.now())}).`
  const holds = `It holds ${counted(accounts, 'account')}, ${counted(integrations, 'live integration')} and ${counted(tokens, 'token')}.`
  if (isDisabled) {
    return [came, holds, 'All of them are disabled. Enable each that is still wanted: "pit enable <id>".']
  }
  return [
    came,
    holds,
    '',
    run.screen.warn('Check before you start the server:'),
    `  What was rotated, expired early, disabled or deleted after ${backupAt} is undone: those tokens work again.`,
    '  Go through "pit integrations list", and rotate (--expire-now), disable or delete what must not work.',
    '  Each account’s audit log notes this restore.',
  ]
}

function summaryOf({ createdAt, schemaVersion, tables }: Manifest) {
  return { createdAt, schemaVersion, tables: tables.length, rows: rowsOf(tables) }
}

function inWords({ tables }: Manifest): string {
  return `${counted(tables.length, 'table')} with ${counted(rowsOf(tables), 'row')}`
}

const rowsOf = (tables: Manifest['tables']) => tables.reduce((sum, { rows }) => sum + rows, 0)
const counted = (count: number, noun: string) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
const sizeInWords = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
