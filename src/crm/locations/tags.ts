import { isDuplicate } from '../../lib/database-error.ts'
import { removeTagFromContacts, renameTagOnContacts } from '../contact-tags.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound, WireError } from '../wire-error.ts'
import { requireWireId } from '../wire-id.ts'
import { presentTag } from './present.ts'
import type { TagBody } from './schema.ts'
import { deleteTag, findTag, insertTag, listTags, lockTag, renameTag, type Tag } from './tag-store.ts'

/** The live service's own words; clients recognise "it is there already" by them. */
const TAKEN = 'The tag name is already exist.'

export async function runListTags(context: OperationContext): Promise<object> {
  const tags = await context.read(db => listTags(db, context.accountId))
  return { tags: tags.map(tag => presentTag(tag, context.locationId)) }
}

export async function runGetTag(context: OperationContext, { params }: OperationInput): Promise<object> {
  const id = requireWireId('Tag', params.tagId)
  const tag = await context.read(db => findTag(db, context.accountId, id))
  if (tag === undefined) throw notFound('Tag', id)
  return { tag: presentTag(tag, context.locationId) }
}

export async function runCreateTag(context: OperationContext, { body }: OperationInput): Promise<object> {
  const tag: Tag = { id: context.nextWireId(), name: tagName(body as TagBody) }
  const isNew = await context.transact(({ db }) => insertTag(db, context.accountId, { ...tag, createdAt: context.now }))
  if (!isNew) throw new WireError(400, TAKEN)
  return { tag: presentTag(tag, context.locationId) }
}

export async function runUpdateTag(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const tag: Tag = { id: requireWireId('Tag', params.tagId), name: tagName(body as TagBody) }
  try {
    await context.transact(async tx => {
      const old = await lockTag(tx.db, context.accountId, tag.id)
      if (old === undefined) throw notFound('Tag', tag.id)
      await renameTag(tx.db, context.accountId, tag)
      await renameTagOnContacts(tx, context, { from: old.name, to: tag.name })
    })
  } catch (error) {
    throw isDuplicate(error, 'crm_tags_name') ? new WireError(400, TAKEN) : error
  }
  return { tag: presentTag(tag, context.locationId) }
}

export async function runDeleteTag(context: OperationContext, { params }: OperationInput): Promise<object> {
  const id = requireWireId('Tag', params.tagId)
  await context.transact(async tx => {
    const tag = await lockTag(tx.db, context.accountId, id)
    if (tag === undefined) throw notFound('Tag', id)
    await deleteTag(tx.db, context.accountId, tag.id)
    await removeTagFromContacts(tx, context, tag.name)
  })
  return { succeded: true }
}

/** Tags are lower case, here as on contacts: `VIP` and `vip` are one. */
function tagName(body: TagBody): string {
  return body.name.trim().toLowerCase()
}
