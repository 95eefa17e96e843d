import type { Account } from '../domain/account.ts'
import type { Origin } from '../domain/actor.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { checkEmail, checkPassword, type User } from '../domain/user.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import { randomBase62 } from '../lib/ids.ts'
import { hashPassword } from '../lib/passwords.ts'
import { sha256 } from '../lib/secrets.ts'
import { deleteSetupCodes, findSetupCode, insertSetupCode, lockSetup } from '../store/setup-codes.ts'
import { hasUsers, insertUser } from '../store/users.ts'
import type { Deps } from './deps.ts'
import { openAccount } from './open-account.ts'
import { addSampleData, type SampleData } from './sample-data.ts'

const CODE_LENGTH = 32
const CODE_MS = 24 * 3_600_000

/** What a first start asks. */
export interface SetUpInput {
  /** From the printed link. Absent when the operator sets up by environment. */
  code?: string
  email: string
  password: string
  name: string
  accountName: string
  timezone?: string
  sampleData: boolean
  origin: Origin
}

/** The first admin and the two accounts made for them. */
export interface SetUp {
  user: User
  agency: Account
  location: Account
}

/** True once someone can sign in. */
export async function isSetUp(deps: Pick<Deps, 'database'>): Promise<boolean> {
  return deps.database.read(EVERY_TENANT, hasUsers)
}

/** Makes the one-time code for the printed link; codes of earlier starts end. Good for a day. */
export async function createSetupCode(deps: Pick<Deps, 'database' | 'clock'>): Promise<string> {
  const code = randomBase62(CODE_LENGTH)
  const now = deps.clock.now()
  await deps.database.transact(EVERY_TENANT, async db => {
    await deleteSetupCodes(db)
    await insertSetupCode(db, { codeHash: sha256(code), createdAt: now, expiresAt: new Date(now.getTime() + CODE_MS) })
  })
  return code
}

/** Whether a code would do. Looking consumes nothing: mail scanners and browsers prefetch links. */
export async function isSetupCodeGood(deps: Pick<Deps, 'database' | 'clock'>, code: string): Promise<boolean> {
  return deps.database.read(EVERY_TENANT, db => isGood(deps, db, code))
}

/**
 * Makes the first admin, an agency and a location of the same name, and sample data if wished.
 * Throws setup_done, setup_code_invalid, input_invalid (all faulty fields one by one).
 */
export async function setUp(deps: Deps & { sampleData?: SampleData }, input: SetUpInput): Promise<SetUp> {
  const email = checkEmail(input.email)
  const name = required('name', input.name)
  const accountName = required('accountName', input.accountName)
  const timezone = checkTimezone(input.timezone ?? 'UTC')
  checkPassword(input.password, [name, email, email.split('@')[0] ?? '', accountName])
  // Anyone can send this form: whom the lock would turn away below must not cost a slow hash first.
  await deps.database.read(EVERY_TENANT, db => refuseUnlessDue(deps, db, input))
  const passwordHash = await hashPassword(input.password)
  return deps.transact(EVERY_TENANT, async tx => {
    await lockSetup(tx.db)
    await refuseUnlessDue(deps, tx.db, input)
    await deleteSetupCodes(tx.db)
    const now = deps.clock.now()
    const user: User = { id: deps.ids.next('usr'), wireId: deps.ids.nextWireId(), email, name }
    await insertUser(tx.db, { ...user, passwordHash }, now)
    const draft = { timezone, user, origin: input.origin, now }
    const agency = await openAccount(deps, tx, { ...draft, name: accountName, kind: 'agency' })
    const below = { kind: 'location' as const, parentId: agency.id, hasSampleData: input.sampleData }
    const location = await openAccount(deps, tx, { ...draft, ...below, name: accountName })
    if (input.sampleData) await addSampleData(deps, tx, { agency, location, user, now })
    return { user, agency, location }
  })
}

async function refuseUnlessDue(deps: Pick<Deps, 'clock'>, db: Sql, { code }: Pick<SetUpInput, 'code'>): Promise<void> {
  if (await hasUsers(db)) throw new Problem('setup_done')
  if (code !== undefined && !(await isGood(deps, db, code))) throw new Problem('setup_code_invalid')
}

async function isGood(deps: Pick<Deps, 'clock'>, db: Sql, code: string): Promise<boolean> {
  const expiresAt = await findSetupCode(db, sha256(code))
  return expiresAt !== undefined && deps.clock.now() < expiresAt
}

function required(field: string, text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') throw invalid(field, 'must not be empty')
  if (trimmed.length > 120) throw invalid(field, 'must be at most 120 characters')
  return trimmed
}

function checkTimezone(timezone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
    return timezone
  } catch {
    throw invalid('timezone', 'must be a time zone such as Europe/Berlin')
  }
}
