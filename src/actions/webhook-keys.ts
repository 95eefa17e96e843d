import type { KeyObject } from 'node:crypto'
import { activeKey, activeUntil, outdatedKeys } from '../domain/webhook-key.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import type { SealedPlace } from '../lib/sealed.ts'
import { newEd25519Pair, publicForms, readPrivateKey } from '../lib/webhook-signature.ts'
import {
  insertWebhookKey,
  listWebhookKeys,
  lockWebhookKeys,
  retireWebhookKeys,
  type StoredWebhookKey,
} from '../store/webhook-keys.ts'
import type { Deps } from './deps.ts'

/** A key behind X-GHL-Signature as receivers see it. */
export interface PublishedKey {
  id: string
  /** SPKI as PEM, and the x of a JWK. */
  pem: string
  x: string
  activeFrom: Date
  activeUntil?: Date
}

/** The key that signs now, ready for use. */
export interface SigningKey {
  id: string
  key: KeyObject
}

type KeyDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'keys'>

/** Every key that a receiver may meet: the one that signs, those before it for a week, and the next one. */
export async function listPublishedKeys(deps: KeyDeps): Promise<PublishedKey[]> {
  const keys = await deps.database.read(EVERY_TENANT, listWebhookKeys)
  return keys.map(key => ({
    id: key.id,
    ...publicForms(key.publicKey),
    activeFrom: key.activeFrom,
    activeUntil: activeUntil(key, keys),
  }))
}

/** The key that signs now. */
export async function loadSigningKey(deps: KeyDeps): Promise<SigningKey> {
  const key = activeKey(await deps.database.read(EVERY_TENANT, listWebhookKeys), deps.clock.now())
  if (key === undefined) throw new Error('no webhook key is active')
  return { id: key.id, key: readPrivateKey(Buffer.from(deps.keys.open(placeOf(key.id), key.privateSealed), 'base64')) }
}

/**
 * Makes the next key. It is published at once and signs from `activeFrom` on, so that receivers who keep a copy of the
 * list have time to fetch it; what is older than anyone needs is taken off the list.
 */
export async function rotateWebhookKey(deps: KeyDeps, input: { activeFrom: Date }): Promise<PublishedKey[]> {
  await ensureWebhookKey(deps)
  await deps.database.transact(EVERY_TENANT, async db => {
    await lockWebhookKeys(db)
    const now = deps.clock.now()
    const keys = [...(await listWebhookKeys(db)), newKey(deps, input.activeFrom)]
    const added = keys.at(-1)
    if (added !== undefined) await insertWebhookKey(db, added)
    await retireWebhookKeys(
      db,
      outdatedKeys(keys, now).map(({ id }) => id),
      now,
    )
  })
  return listPublishedKeys(deps)
}

/** Makes the first key when there is none. Whoever starts to sign does this first: reading alone changes nothing. */
export async function ensureWebhookKey(deps: KeyDeps): Promise<void> {
  const known = await deps.database.read(EVERY_TENANT, listWebhookKeys)
  if (known.length > 0) return
  await deps.database.transact(EVERY_TENANT, async db => {
    await lockWebhookKeys(db)
    if ((await listWebhookKeys(db)).length === 0) await insertWebhookKey(db, newKey(deps, deps.clock.now()))
  })
}

function newKey(deps: KeyDeps, activeFrom: Date): StoredWebhookKey {
  const id = deps.ids.next('wk')
  const { publicKey, privateKey } = newEd25519Pair()
  const privateSealed = deps.keys.seal(placeOf(id), privateKey.toString('base64'))
  return { id, publicKey, privateSealed, activeFrom, createdAt: deps.clock.now() }
}

function placeOf(id: string): SealedPlace {
  return { table: 'webhook_keys', owner: 'server', row: id, column: 'private_sealed' }
}
