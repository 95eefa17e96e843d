import { pino } from 'pino'
import { createTransact, type Deps } from '../../src/actions/deps.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { type Database, openDatabase } from '../../src/lib/database.ts'
import { randomIds } from '../../src/lib/ids.ts'
import type { Keys } from '../../src/lib/keys.ts'
import { createTargets } from '../../src/lib/outbound/targets.ts'
import { createBarrier } from '../../src/verify/barrier.ts'
import { Follower } from '../../src/verify/follower.ts'
import { UseRecorder } from '../../src/verify/use-recorder.ts'
import { createVerifier, type Verifier } from '../../src/verify/verifier.ts'
import type { TestDatabase } from './database.ts'

/** One node without its doors: actions and a verifier that follows the database. */
export interface TestNode {
  deps: Deps
  verifier: Verifier
  follower: Follower
  use: UseRecorder
  stop(): Promise<void>
}

/** Starts a node on a test's database, with connections of its own, so that two of them meet only there. */
export async function startTestNode(
  testDatabase: TestDatabase,
  { clock, keys }: { clock: Clock; keys: Keys },
): Promise<TestNode> {
  const database: Database = openDatabase({ connection: testDatabase.owner, role: 'pit_app', connectionsMax: 8 })
  const log = pino({ level: 'silent' })
  const nodeId = randomIds.next('node')
  const follower = new Follower({
    database,
    keys,
    nodeId,
    connection: testDatabase.owner,
    log,
  })
  const use = new UseRecorder(database, clock)
  await follower.start()
  return {
    deps: {
      database,
      clock,
      keys,
      ids: randomIds,
      log,
      transact: createTransact(
        database,
        clock,
        createBarrier(database, { id: nodeId, applyUpTo: seq => follower.applyUpTo(seq) }),
      ),
      targets: createTargets({ allowed: [], own: { hosts: [], ports: [] }, resolve: async () => ['93.184.216.34'] }),
      flushUse: () => use.flush(),
      flushUseInTurn: () => use.flushInTurn(),
      flushCalls: async () => {},
    },
    verifier: createVerifier({
      ...{ index: follower.index, pending: follower.pending, keys, clock },
      ...{ isTrusted: () => follower.isTrusted(), use },
    }),
    follower,
    use,
    async stop() {
      await follower.stop()
      await database.close()
    },
  }
}
