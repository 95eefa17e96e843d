import { type Actor, type Origin, recordOf } from '../domain/actor.ts'
import { confirmEmailLetter, emailAskedLetter, emailChangedLetter, takenEmailLetter } from '../domain/email-letters.ts'
import type { Letter } from '../domain/letter.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { checkEmail, type User } from '../domain/user.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import { randomBase62 } from '../lib/ids.ts'
import { MailError } from '../lib/mail-error.ts'
import type { Mailer } from '../lib/mailer.ts'
import { sha256 } from '../lib/secrets.ts'
import * as store from '../store/email-changes.ts'
import { insertMail } from '../store/mails.ts'
import { findMembership, listMembershipsOf } from '../store/memberships.ts'
import { findUser, isEmailTaken, lockUser } from '../store/users.ts'
import { authorize } from './authorize.ts'
import type { Deps } from './deps.ts'
import { mayStandFor } from './link-makers.ts'
import type { MadeLink } from './passwords.ts'
import { recordForPerson } from './personal-record.ts'
import { requireRecentProof } from './recent-proof.ts'
import type { SessionActor } from './sessions.ts'
import type { SignInDeps } from './sign-in-deps.ts'

const LINK_MS = 24 * 3_600_000
const SECRET_LENGTH = 43

type AskDeps = SignInDeps & Pick<Deps, 'log'>

/**
 * Sends a link to the address that a person wants to sign in with. What they are told is the same whether somebody else
 * has it or not: only its letter differs. The letter goes out at once, so that the link is kept nowhere in the clear.
 * Throws input_invalid, mail_not_set_up, mail_not_sent, mail_limited, reauthentication_required.
 */
export async function requestEmailChange(
  deps: AskDeps,
  actor: SessionActor,
  input: { email: string; mailer: Pick<Mailer, 'send'> | undefined; linkOf: (secret: string) => string },
): Promise<{ email: string; expiresAt: Date }> {
  requireRecentProof(deps, actor)
  const email = checkNew(actor, input.email)
  const { mailer } = input
  if (mailer === undefined) throw new Problem('mail_not_set_up')
  await admitLetter(deps, actor, email)
  const user = { id: actor.userId, name: actor.name, email: actor.email }
  const { secret, isTaken, expiresAt } = await deps.database.transact(EVERY_TENANT, async db => {
    const made = await putChange(deps, db, { user, email, actor })
    await recordForPerson(deps, db, {
      ...{ user, actor, action: 'email.change_requested', after: { email }, at: made.createdAt },
    })
    await tellOldAddress(deps, db, { user, letter: emailAskedLetter(user, email), at: made.createdAt })
    return { ...made, isTaken: await isEmailTaken(db, email) }
  })
  const letter = isTaken ? takenEmailLetter() : confirmEmailLetter(user, input.linkOf(secret))
  await send(deps, mailer, { recipient: email, letter, userId: user.id })
  return { email, expiresAt }
}

/** Takes an open change back: its link opens nothing any more. */
export async function cancelEmailChange(
  deps: Pick<Deps, 'database' | 'clock' | 'ids'>,
  actor: SessionActor,
): Promise<void> {
  await deps.database.transact(EVERY_TENANT, async db => {
    if (!(await store.deleteEmailChangesOf(db, actor.userId))) return
    const user = { id: actor.userId, name: actor.name }
    await recordForPerson(deps, db, { user, actor, action: 'email.change_cancelled', at: deps.clock.now() })
  })
}

/**
 * Makes the link for somebody else to hand over, as with a new password: for servers that send no mail. Whoever makes it
 * must manage members wherever the person belongs, and hold what they hold there. Throws member_not_found,
 * permission_exceeds_own, input_invalid.
 */
export async function createEmailLink(
  deps: Deps,
  actor: Actor,
  input: { accountId: string; userId: string; email: string },
): Promise<MadeLink> {
  const { accountId, userId } = input
  return deps.transact(EVERY_TENANT, async tx => {
    await authorize(tx.db, actor, { accountId, permission: 'members.manage' })
    requireRecentProof(deps, actor)
    const membership = await findMembership(tx.db, accountId, userId)
    const user = membership && (await findUser(tx.db, userId))
    if (user === undefined) throw new Problem('member_not_found')
    if (!(await mayStandFor(tx.db, recordOf(actor), userId)))
      throw new Problem('permission_exceeds_own', { detail: BEYOND })
    const email = checkNew(user, input.email)
    const { secret, createdAt, expiresAt } = await putChange(deps, tx.db, { user, email, actor })
    await recordForPerson(deps, tx.db, {
      ...{ user, actor, action: 'email.link_created', after: { email, expiresAt: expiresAt.toISOString() } },
      at: createdAt,
    })
    return { secret, expiresAt }
  })
}

const BEYOND =
  'Through another address you could come to do what this person may do, here or in another account, and you may not.'

/** Whose address a link changes, and to which; looking uses nothing up. Throws link_invalid. */
export async function describeEmailChange(
  deps: Pick<Deps, 'database' | 'clock'>,
  secret: string,
): Promise<{ user: User; email: string }> {
  return deps.database.read(EVERY_TENANT, db => openChange(db, secret, deps.clock.now()))
}

async function openChange(db: Sql, secret: string, now: Date): Promise<{ user: User; email: string }> {
  const found = await store.findEmailChange(db, sha256(secret), now)
  const isGood = found !== undefined && (await mayStandFor(db, found.createdBy, found.user.id))
  if (!isGood) throw new Problem('link_invalid')
  return found
}

/** Changes the address by a link, which is used up, and tells the old one. Throws link_invalid. */
export async function confirmEmailChange(
  deps: Pick<Deps, 'database' | 'clock' | 'ids'>,
  input: { secret: string; origin: Origin; canMail: boolean },
): Promise<{ email: string }> {
  return deps.database.transact(EVERY_TENANT, async db => {
    const at = deps.clock.now()
    const { user, email } = await openChange(db, input.secret, at)
    await lockUser(db, user.id)
    if (!(await store.takeEmailChange(db, sha256(input.secret), at))) throw new Problem('link_invalid')
    // Who has the address by now keeps it.
    if (!(await store.updateEmail(db, { userId: user.id, email }, at))) throw new Problem('link_invalid')
    const { id: userId, name } = user
    const actor: Actor = { kind: 'user', userId, name, email, origin: input.origin }
    await recordForPerson(deps, db, {
      ...{ user, actor, action: 'email.changed', before: { email: user.email }, after: { email }, at },
    })
    if (input.canMail) await tellOldAddress(deps, db, { user, letter: emailChangedLetter(user, email), at })
    return { email }
  })
}

function checkNew(user: Pick<User, 'email'>, wanted: string): string {
  const email = checkEmail(wanted)
  if (email.toLowerCase() === user.email.toLowerCase()) throw invalid('email', 'is the present address already')
  return email
}

/** Nobody has letters sent without end, neither from one person nor to one address. */
async function admitLetter(deps: AskDeps, actor: SessionActor, email: string): Promise<void> {
  const waitMs = await deps.signInLimits.letters([`from ${actor.userId}`, `to ${email.toLowerCase()}`])
  if (waitMs > 0) throw new Problem('mail_limited', { facts: { retryAfterSeconds: Math.ceil(waitMs / 1000) } })
}

async function putChange(
  deps: Pick<Deps, 'clock'>,
  db: Sql,
  { user, email, actor }: { user: Pick<User, 'id'>; email: string; actor: Actor },
) {
  const secret = randomBase62(SECRET_LENGTH)
  const createdAt = deps.clock.now()
  const expiresAt = new Date(createdAt.getTime() + LINK_MS)
  const link = { userId: user.id, email, createdBy: recordOf(actor), createdAt, expiresAt }
  await lockUser(db, user.id)
  await store.putEmailChange(db, { ...link, secretHash: sha256(secret) })
  return { secret, createdAt, expiresAt }
}

/** By way of the letters that wait to go out: it holds no secret. Those belong to an account; any of the person's will do. */
async function tellOldAddress(
  deps: Pick<Deps, 'ids'>,
  db: Sql,
  { user, letter, at }: { user: Pick<User, 'id' | 'email'>; letter: Letter; at: Date },
): Promise<void> {
  const [membership] = await listMembershipsOf(db, user.id)
  if (membership === undefined) return
  const { accountId } = membership
  await insertMail(db, { accountId, id: deps.ids.next('mal'), recipient: user.email, ...letter }, at)
}

async function send(
  deps: Pick<Deps, 'database' | 'ids' | 'log'>,
  mailer: Pick<Mailer, 'send'>,
  { recipient, letter, userId }: { recipient: string; letter: Letter; userId: string },
): Promise<void> {
  try {
    await mailer.send({ id: deps.ids.next('mal'), recipient, ...letter })
  } catch (error) {
    if (!(error instanceof MailError)) throw error
    await deps.database.transact(EVERY_TENANT, db => store.deleteEmailChangesOf(db, userId))
    deps.log.warn({ userId, reason: error.reason }, 'mail.not_taken')
    throw new Problem('mail_not_sent', { cause: error })
  }
}
