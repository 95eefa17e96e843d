import { isDuplicate } from '../../lib/database-error.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound, WireError } from '../wire-error.ts'
import { requireWireId } from '../wire-id.ts'
import { deleteGroup, type Group, hasGroupSlug, insertGroup, listGroups, updateGroup } from './group-store.ts'
import type { CreateGroupBody, GroupStatusBody, UpdateGroupBody, ValidateSlugBody } from './schema.ts'

/** Lists the groups of the location. */
export async function runListGroups(context: OperationContext): Promise<object> {
  const groups = await context.read(db => listGroups(db, context.accountId))
  return { groups: groups.map(group => presentGroup(group, context.locationId)) }
}

/** Makes a group; 400 where its slug is in use. */
export async function runCreateGroup(context: OperationContext, { body }: OperationInput): Promise<object> {
  const { name, description, slug, isActive = true } = body as CreateGroupBody
  const group: Group = { id: context.nextWireId(), name, description, slug, isActive }
  const isNew = await context.transact(({ db }) => insertGroup(db, context.accountId, { ...group, now: context.now }))
  if (!isNew) throw slugTaken(slug)
  return { group: presentGroup(group, context.locationId) }
}

/** Tells whether a group could have that slug. */
export async function runValidateSlug(context: OperationContext, { body }: OperationInput): Promise<object> {
  const { slug } = body as ValidateSlugBody
  if (!/^[\w.~/-]{1,100}$/.test(slug)) return { available: false }
  const isTaken = await context.read(db => hasGroupSlug(db, context.accountId, slug))
  return { available: !isTaken }
}

/** Changes a group's name, description and slug. */
export async function runUpdateGroup(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const { slug } = body as UpdateGroupBody
  try {
    const group = await changeGroup(context, params.groupId, body as UpdateGroupBody)
    return { group: presentGroup(group, context.locationId) }
  } catch (error) {
    throw isDuplicate(error, 'crm_calendar_groups_slug') ? slugTaken(slug) : error
  }
}

/** Switches a group on or off. */
export async function runSetGroupStatus(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const { isActive } = body as GroupStatusBody
  await changeGroup(context, params.groupId, { isActive })
  return { success: true }
}

/** Deletes a group; its calendars stay, in no group. */
export async function runDeleteGroup(context: OperationContext, { params }: OperationInput): Promise<object> {
  const id = requireWireId('Group', params.groupId)
  const isGone = await context.transact(({ db }) => deleteGroup(db, context.accountId, id))
  if (!isGone) throw notFound('Group', id)
  return { success: true }
}

async function changeGroup(
  context: OperationContext,
  groupId: string,
  changes: Partial<Omit<Group, 'id'>>,
): Promise<Group> {
  const id = requireWireId('Group', groupId)
  const key = { accountId: context.accountId, id }
  const group = await context.transact(({ db }) => updateGroup(db, key, { ...changes, now: context.now }))
  if (group === undefined) throw notFound('Group', id)
  return group
}

/** In the words of every taken slug, a group's and a calendar's. */
export function slugTaken(slug: string): WireError {
  return new WireError(400, `The slug ${slug} is already in use.`)
}

function presentGroup(group: Group, locationId: string): Record<string, unknown> {
  const { id, name, description, slug, isActive } = group
  return { locationId, name, description, slug, isActive, id }
}
