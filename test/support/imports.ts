import pg from 'pg'
import { randomIds } from '../../src/lib/ids.ts'
import type { TestServer } from './server.ts'

const COLUMNS =
  'account_id, id, file_name, file_hash, size_bytes, settings, state, rows_total, created_by, created_at, finished_at'

/** An import of the server's location (or another) that has ended, for routes to act on. */
export async function addImport(server: TestServer, accountId = server.account.id): Promise<string> {
  const id = randomIds.next('imp')
  const settings = {
    onDuplicate: 'skip',
    isDryRun: false,
    delimiter: ',',
    columns: [{ header: 'email', field: 'email' }],
  }
  const client = new pg.Client(server.testDatabase.owner)
  await client.connect()
  await client.query(
    `insert into contact_imports (${COLUMNS}) values ($1, $2, 'people.csv', $3, 10, $4, 'finished', 1, $5, $6, $6)`,
    [accountId, id, Buffer.from(id), settings, { kind: 'operator', name: 'test' }, server.clock.now()],
  )
  await client.end()
  return id
}
