import { randomBytes } from 'node:crypto'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { insertInvite } from '../../src/store/invites.ts'
import { insertPasskey } from '../../src/store/passkeys.ts'
import { insertRole } from '../../src/store/roles.ts'
import { listSessionsOf } from '../../src/store/sessions.ts'
import type { Tenant } from './people.ts'
import type { TestServer } from './server.ts'

/** By the place in a path: an id of the admin's own, the same kind of thing of a stranger, and how ids of it begin. */
export type Belongings = Record<string, { own: string; real: string; prefix: string }>

/** What people and accounts have beside integrations: sessions, passkeys, roles, invites. One of each for both sides. */
export async function belongingsOf(server: TestServer, stranger: Tenant): Promise<Belongings> {
  // From here on a sign-in asks for a second step: both have a passkey.
  await server.api('GET', '/me')
  const own = await make(server, { userId: server.admin.userId, accountId: server.account.id })
  const real = await make(server, { userId: stranger.user.id, accountId: stranger.location.id })
  return {
    'sessions/:sessionId': { own: own.session, real: real.session, prefix: 'ses' },
    'passkeys/:passkeyId': { own: own.passkey, real: real.passkey, prefix: 'psk' },
    'roles/:roleId': { own: own.role, real: real.role, prefix: 'rol' },
    'invites/:inviteId': { own: own.invite, real: real.invite, prefix: 'inv' },
  }
}

/** The ids to try in one place of a path; undefined for a place of another kind. */
export function formsIn(belongings: Belongings, kind: string, others: Record<string, string>) {
  const belonging = belongings[kind]
  if (belonging === undefined) return undefined
  const { own, real, prefix } = belonging
  return { own, never: `${prefix}_${randomBase62(20)}`, others: { real, ...others } }
}

async function make(server: TestServer, { userId, accountId }: { userId: string; accountId: string }) {
  const { ids, database } = server.app.deps
  const now = server.clock.now()
  const [role, invite, passkey] = [ids.next('rol') as `rol_${string}`, ids.next('inv'), ids.next('psk')]
  const moments = { createdAt: now, updatedAt: now }
  const key = { credentialId: randomBytes(16).toString('hex'), publicKey: randomBytes(77), counter: 0 }
  const link = { secretHash: randomBytes(32), email: `${invite}@example.com` }
  return database.transact(EVERY_TENANT, async db => {
    const facts = { name: accountId, permissions: [], version: 1, ...moments }
    await insertRole(db, { accountId, id: role, ...facts })
    await insertPasskey(db, { ...key, id: passkey, userId, transports: [], name: 'x', isSynced: false, createdAt: now })
    const expiresAt = new Date(now.getTime() + 86_400_000)
    const draft = { accountId, id: invite, role: 'user', overrides: {}, createdAt: now, expiresAt } as const
    await insertInvite(db, { ...draft, ...link, createdBy: { kind: 'system', name: 'x' } })
    const [session] = await listSessionsOf(db, userId)
    return { role, invite, passkey, session: session?.id ?? '' }
  })
}
