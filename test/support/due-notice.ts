import { insertEvent } from '../../src/store/events.ts'
import { insertNotifications } from '../../src/store/notifications.ts'
import type { TestHouse } from './house.ts'
import { newIntegration } from './integration.ts'
import type { TestServer } from './server.ts'

/** Writes an event that is mailed by default, of a new integration; gives the integration's id. */
export async function dueNotice(
  house: TestHouse,
  name = 'Warehouse sync',
  facts: Record<string, unknown> = {},
): Promise<string> {
  const { accountId, node } = house
  const { ref } = await newIntegration(node.deps, accountId)
  const body = {
    integration: { id: ref.integrationId, name },
    actor: { kind: 'system', name: 'Referins' },
    token: { last4: 'a91f' },
    ...{ stage: 'due', dueAt: '2026-04-01T23:30:00.000Z', daysOverdue: 0, automated: false },
    ...facts,
  }
  const type = 'private_integration.rotation_due'
  const event = { id: node.deps.ids.next('evt'), accountId, type, body, createdAt: house.clock.now() }
  await node.deps.database.transact(accountId, db => insertEvent(db, event))
  return ref.integrationId
}

/** A notice of a person in an account; gives its id. */
export async function addNotice(server: TestServer, userId: string, accountId = server.account.id): Promise<string> {
  const { ids, database, clock } = server.app.deps
  const id = ids.next('ntf')
  const words = { title: 'Rotation is due', sentence: 'It is due.', isInApp: true, createdAt: clock.now() }
  const what = { eventId: ids.next('evt'), type: 'private_integration.rotation_due', kind: 'rotationDue' }
  await database.transact(accountId, db => insertNotifications(db, [{ accountId, id, userId, ...what, ...words }]))
  return id
}
