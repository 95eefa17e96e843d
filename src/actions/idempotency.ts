import { Problem } from '../domain/problem.ts'
import { isSameBytes } from '../lib/secrets.ts'
import { claimKey, findReply, insertReply, type KeptReply, type KeyOwner } from '../store/idempotency-keys.ts'
import type { Deps, Transact } from './deps.ts'

/** A caller's key, and SHA-256 of the request it stands for. */
export interface IdempotencyKey extends KeyOwner {
  fingerprint: Buffer
}

/** A reply, and what of it may be kept: everything but a secret. */
export interface Presented {
  status: number
  body: object
  kept: object
}

export interface Reply {
  status: number
  body: object
  /** True when the work was done by an earlier request and this is its kept reply. */
  isReplay: boolean
}

/** The work was done before: carries its reply out of the transaction. */
class Replay extends Error {
  readonly kept: KeptReply
  constructor(kept: KeptReply) {
    super('replay')
    this.kept = kept
  }
}

/**
 * Does the work once per key. The key and the reply are written in the action's own transaction: whoever saw no reply
 * because of a crash may send the request again and gets either the work or its reply, never the work twice.
 * A refused request keeps nothing, so the same key may be tried again.
 * Throws idempotency_key_reused for another request under the same key, idempotency_key_in_use while one is running.
 */
export async function runOnce<Result>(
  deps: Deps,
  key: IdempotencyKey,
  work: { run: (deps: Deps) => Promise<Result>; present: (result: Result) => Presented },
): Promise<Reply> {
  try {
    const result = await work.run({ ...deps, transact: transactOnce(deps, key, work.present) })
    const { status, body } = work.present(result)
    return { status, body, isReplay: false }
  } catch (error) {
    if (!(error instanceof Replay)) throw error
    if (!isSameBytes(error.kept.fingerprint, key.fingerprint)) throw new Problem('idempotency_key_reused')
    return { status: error.kept.status, body: error.kept.reply, isReplay: true }
  }
}

function transactOnce<Result>(deps: Deps, key: IdempotencyKey, present: (result: Result) => Presented): Transact {
  return (accountId, work) =>
    deps.transact(accountId, async tx => {
      if (!(await claimKey(tx.db, key))) throw new Problem('idempotency_key_in_use')
      const known = await findReply(tx.db, key)
      if (known !== undefined) throw new Replay(known)
      const result = await work(tx)
      // An action's one transaction returns the action's result: that is what can be presented here.
      const { status, kept } = present(result as unknown as Result)
      const reply = kept as Record<string, unknown>
      await insertReply(tx.db, key, { fingerprint: key.fingerprint, status, reply, createdAt: deps.clock.now() })
      return result
    })
}
