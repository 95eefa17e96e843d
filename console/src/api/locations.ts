import type { ADD_LOCATION } from '../../../src/contract/invites.ts'
import { type BodyOf, call, type ReplyOf } from './client.ts'
import { queryClient } from './query-client.ts'

export type NewLocation = BodyOf<typeof ADD_LOCATION>
export type MadeLocation = ReplyOf<typeof ADD_LOCATION>['account']

/** Adds a location below an agency; whoever does it is an admin of it at once. */
export async function addLocation(agencyId: string, body: NewLocation, idempotencyKey: string): Promise<MadeLocation> {
  const reply = await call<typeof ADD_LOCATION>(`POST /accounts/${agencyId}/locations`, { body, idempotencyKey })
  await queryClient.invalidateQueries({ queryKey: ['me'] })
  return reply.account
}
