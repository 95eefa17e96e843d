import pg from 'pg'
import { explainDatabaseFault } from './error.ts'

/**
 * Both sides write and read values alike, whatever the server's or the user's own settings; nothing cuts a long copy short;
 * and a row that a security policy would hide is an error, not a gap.
 */
const SETTINGS = {
  client_encoding: 'UTF8',
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '3',
  row_security: 'off',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  lock_timeout: '2s',
}

/** Runs `work` in one transaction on a connection of its own: committed when it returns, undone when it throws. */
export async function inTransaction<T>(
  connection: pg.ClientConfig,
  mode: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection)
  // A connection lost between two queries is reported by the next one; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    for (const [name, value] of Object.entries(SETTINGS)) await client.query(`set ${name} = '${value}'`)
    await client.query(`begin ${mode}`)
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    throw explainDatabaseFault(error)
  } finally {
    // Ends the transaction, too, where it was not committed.
    await client.end()
  }
}
