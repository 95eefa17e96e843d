import { requireUsers } from '../account-users.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { refuse } from '../wire-error.ts'
import { transact } from '../work.ts'
import { requireLocked, saveOpportunity } from './save-opportunity.ts'
import type { AddFollowersBody, RemoveFollowersBody, UpsertOpportunityBody } from './schema.ts'

const FOLLOWERS_MAX = 100

/** Lets users of the account follow an opportunity; answers all followers and those that are new. */
export async function runAddFollowers(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const { followers } = body as AddFollowersBody
  return await transact(context, async work => {
    const before = await requireLocked(work, params.id)
    await requireUsers(work, 'followers', followers)
    const after = await saveOpportunity(work, before, { ...before, followers: joined(before.followers, followers) })
    return { followers: after.followers, followersAdded: without(after.followers, before.followers) }
  })
}

/** Ends the following of the named users, or of all; answers who stays and who left. Who did not follow is no fault. */
export async function runRemoveFollowers(context: OperationContext, input: OperationInput): Promise<object> {
  const { followers = [] } = input.body as RemoveFollowersBody
  const { isRemoveAllFollowers = false } = input.query
  return await transact(context, async work => {
    const before = await requireLocked(work, input.params.id)
    if (!isRemoveAllFollowers && followers.length === 0) throw refuse('followers', 'should not be empty')
    const stay = isRemoveAllFollowers ? [] : without(before.followers, followers)
    const after = await saveOpportunity(work, before, { ...before, followers: stay })
    return { followers: after.followers, followersRemoved: without(before.followers, after.followers) }
  })
}

/** What an upsert makes of the followers: all may go first, then the named ones come or go. */
export function upsertedFollowers(current: readonly string[], body: UpsertOpportunityBody): string[] {
  const { followers = [], isRemoveAllFollowers = false, followersActionType = 'add' } = body
  const kept = isRemoveAllFollowers ? [] : current
  return followersActionType === 'add' ? joined(kept, followers) : without(kept, followers)
}

function joined(current: readonly string[], more: readonly string[]): string[] {
  const all = [...new Set([...current, ...more])]
  if (all.length > FOLLOWERS_MAX) throw refuse('followers', `must not be more than ${FOLLOWERS_MAX} of one opportunity`)
  return all
}

function without(current: readonly string[], leaving: readonly string[]): string[] {
  return current.filter(id => !leaving.includes(id))
}
