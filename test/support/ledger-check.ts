import type pg from 'pg'
import { expect } from 'vitest'
import { verifyChain } from '../../src/actions/audit-chain.ts'
import type { Database } from '../../src/lib/database.ts'
import { OPERATOR } from './integration.ts'
import type { LedgerClient } from './ledger.ts'

/** Where the database is looked into: as its owner, and as the server does. */
export interface LedgerPlaces {
  owner: Pick<pg.Client, 'query'>
  database: Database
}

/** A node asks for its lease five times a second; connecting to a database that has just come back may take longer. */
const READY_WITHIN_MS = 5000

/** Holds the database against what a client was told: L1 to L6 of security.md, but deliveries. Waits until the server is ready. */
export async function checkLedger(client: LedgerClient, { owner, database }: LedgerPlaces): Promise<void> {
  const { ledger, accountId, integrationId } = client
  await expect.poll(() => client.isReady(), { timeout: READY_WITHIN_MS }).toBe(true)
  const found = await owner.query('select 1 from crm_contacts where account_id = $1 and id = any($2)', [
    accountId,
    ledger.contacts,
  ])
  expect(found.rowCount, 'L1: every acknowledged contact is there').toBe(ledger.contacts.length)
  const { rows } = await owner.query(
    `select (select count(*)::int from audit_entries where account_id = $1 and target->>'id' = $2 and action = 'private_integration.rotated') as audits,
            (select count(*)::int from events where account_id = $1 and integration_id = $2 and type = 'private_integration.rotated') as events,
            (select count(*)::int from tokens where integration_id = $2 and ended_at is null and role = 'current') as current,
            (select count(*)::int from tokens where integration_id = $2 and ended_at is null and role = 'retiring') as retiring,
            (select count(*)::int from crm_contacts where account_id = $1) as contacts,
            (select count(*)::int from events where account_id = $1 and type = 'ContactCreate') as told`,
    [accountId, integrationId],
  )
  const [row] = rows
  expect(row.audits, 'L3: one audit entry per acknowledged rotation').toBe(ledger.rotations)
  expect(row.events, 'L2: and one event').toBe(ledger.rotations)
  expect(row.told, 'L2: an event for each contact').toBe(row.contacts)
  expect([row.current, row.retiring], 'L4').toEqual([1, 0])
  expect(await client.statusOf(ledger.current), 'L4: the last secret that was shown works').toBe(200)
  for (const secret of ledger.dead.slice(-5)) expect(await client.statusOf(secret), 'L5').toBe(401)
  expect(await verifyChain({ database }, OPERATOR, { accountId }), 'L6').toMatchObject({ isIntact: true })
}
