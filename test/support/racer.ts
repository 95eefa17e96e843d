/**
 * A process of its own that changes integrations as fast as it can: `node racer.ts <what>`, with its orders as JSON in
 * RACER_ORDERS. It prints one JSON line per answered call: what was done, or the code of the refusal.
 */
import { deleteIntegration } from '../../src/actions/integration-switches.ts'
import { editIntegration } from '../../src/actions/integrations.ts'
import * as actions from '../../src/actions/rotations.ts'
import { Problem } from '../../src/domain/problem.ts'
import { anchoredClock } from '../../src/lib/clock.ts'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { createKeys, parseKey } from '../../src/lib/keys.ts'
import { databaseTime } from '../../src/store/nodes.ts'
import type { PostgresAddress } from './database.ts'
import { OPERATOR } from './integration.ts'
import { startTestNode } from './node.ts'

/** What a racer is told. Keys are made by the test for this run. */
export interface RacerOrders {
  owner: PostgresAddress
  pepper: string
  keyEncryptionKey: string
  accountId: string
  integrationIds: string[]
  calls: number
}

const orders = JSON.parse(process.env.RACER_ORDERS ?? '') as RacerOrders
const clock = anchoredClock()
const keys = createKeys({
  pepper: parseKey('pepper', orders.pepper),
  keyEncryptionKey: parseKey('key', orders.keyEncryptionKey),
})
const node = await startTestNode({ name: '', owner: orders.owner } as never, { clock, keys })
await clock.sync(() => node.deps.database.read(EVERY_TENANT, databaseTime))

const STEPS = {
  rotateLater: ref => actions.rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireLater' }),
  rotateLaterToo: ref => actions.rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireLater' }),
  rotateNow: ref => actions.rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireNow' }),
  cancel: ref => actions.cancelRotation(node.deps, OPERATOR, { ...ref, isConfirmed: true }),
  expireNow: ref => actions.expireTokenNow(node.deps, OPERATOR, ref),
  reissue: ref => actions.reissueToken(node.deps, OPERATOR, ref),
  edit: ref => editIntegration(node.deps, OPERATOR, { ...ref, change: { description: String(Math.random()) } }),
  delete: async ref => {
    if (Math.random() < 0.05) await deleteIntegration(node.deps, OPERATOR, ref)
    throw new Problem('route_not_found')
  },
} satisfies Record<string, (ref: actions.IntegrationRef) => Promise<unknown>>

type Step = keyof typeof STEPS
const names = Object.keys(STEPS) as Step[]

async function callOnce(): Promise<void> {
  const name = names[Math.floor(Math.random() * names.length)] ?? 'edit'
  const integrationId = orders.integrationIds[Math.floor(Math.random() * orders.integrationIds.length)] ?? ''
  let answer = 'done'
  await STEPS[name]({ accountId: orders.accountId, integrationId }).catch((error: unknown) => {
    answer = error instanceof Problem ? error.code : `failed: ${String(error)}`
  })
  process.stdout.write(`${JSON.stringify({ name, integrationId, answer })}\n`)
}

const lanes = Array.from({ length: 6 }, async () => {
  for (let call = 0; call < orders.calls / 6; call++) await callOnce()
})
await Promise.all(lanes)
await node.stop()
