import { requireUsers } from '../account-users.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { refuse } from '../wire-error.ts'
import { transact, type Work } from '../work.ts'
import type { Contact } from './contact.ts'
import { lockContact } from './find-contact.ts'
import type { FollowersBody } from './record-schema.ts'
import { saveContact } from './save-contact.ts'

const FOLLOWERS_MAX = 100

/** Lets users of the account follow a contact; answers all followers and those that are new. */
export async function runAddFollowers(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const { followers } = body as FollowersBody
  return await transact(context, async work => {
    const before = await lockContact(work, params.contactId)
    await requireUsers(work, 'followers', followers)
    const followersAdded = [...new Set(followers)].filter(id => !before.followers.includes(id))
    const after = await save(work, before, [...before.followers, ...followersAdded])
    return { followers: after.followers, followersAdded }
  })
}

/** Ends the following of users; answers who stays and who left. Who did not follow is no fault. */
export async function runRemoveFollowers(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const { followers } = body as FollowersBody
  return await transact(context, async work => {
    const before = await lockContact(work, params.contactId)
    const followersRemoved = before.followers.filter(id => followers.includes(id))
    const stay = before.followers.filter(id => !followers.includes(id))
    const after = await save(work, before, stay)
    return { followers: after.followers, followersRemoved }
  })
}

async function save(work: Work, before: Contact, followers: string[]): Promise<Contact> {
  if (followers.length > FOLLOWERS_MAX)
    throw refuse('followers', `must not be more than ${FOLLOWERS_MAX} of one contact`)
  return await saveContact(work, before, { ...before, followers })
}
