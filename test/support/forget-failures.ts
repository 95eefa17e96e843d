import { type Database, EVERY_TENANT } from '../../src/lib/database.ts'

/** Forgets what was counted of failed sign-ins: one test's guesses hold the next one up. */
export async function forgetFailures(database: Database): Promise<void> {
  await database.transact(EVERY_TENANT, async db => void (await db.deleteFrom('sign_in_failures').execute()))
}
