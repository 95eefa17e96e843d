// A process as any that keeps its own PostgreSQL, for tests that kill it. Usage: node embedded-postgres-app.ts <folder> [write]
// Prints one JSON line when it is ready (or refused), and with "write" the number of each row once it is committed.
import pg from 'pg'
import { EmbeddedPostgresError } from '../../src/lib/embedded-postgres/error.ts'
import { startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts'

const [dataDir = '', task] = process.argv.slice(2)
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

// Ctrl-C reaches every process of the group; a server drains before it ends, this one simply goes on.
process.on('SIGINT', () => {})

try {
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: (level, message) => process.stderr.write(`${level} ${message}\n`),
  })
  process.on('SIGTERM', () => void postgres.stop())
  say({ pid: postgres.pid, connection: postgres.connection })
  if (task === 'write') await writeRows(postgres.connection)
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error
  say({ code: error.code, message: error.message })
}

async function writeRows(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  await client.connect()
  await client.query('create table if not exists ledger (n integer primary key)')
  const { rows } = await client.query<{ next: number }>('select coalesce(max(n), 0) + 1 as next from ledger')
  for (let n = rows[0]?.next ?? 1; ; n++) {
    await client.query('insert into ledger values ($1)', [n])
    say(n)
  }
}
