import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound, WireError } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import { presentListedUser, presentUser } from './present.ts'
import { splitIds } from './rules.ts'
import type { UserSearchQuery } from './schema.ts'
import { findMember, hasLocation, type Member, type MemberSearch, searchMembers } from './store.ts'

/** A location has so few members that the operation without paging gives them all; the bound is for the server's sake. */
const LISTED_MAX = 1000

export async function runSearchUsers(context: OperationContext, input: OperationInput): Promise<object> {
  const query = input.query as UserSearchQuery
  if (query.companyId !== context.companyId) {
    throw new WireError(403, 'The token does not have access to this company.')
  }
  const { members, count } = await context.read(async db => {
    await refuseOtherLocation(context, query.locationId, id => hasLocation(db, context.accountId, id))
    // Nobody's calendar is synchronised both ways with another: who asks for such users finds none.
    if (query.enabled2waySync === true) return { members: [] as Member[], count: 0 }
    return searchMembers(db, context.accountId, readSearch(query))
  })
  return { users: members.map(presentListedUser), count }
}

function readSearch(query: UserSearchQuery): MemberSearch {
  return {
    text: query.query,
    wireIds: splitIds(query.ids),
    locationId: query.locationId,
    isOfAgency: query.type && query.type === 'agency',
    isAdmin: query.role && query.role === 'admin',
    sort: query.sort ?? 'name',
    isDescending: query.sortDirection === 'desc',
    limit: query.limit ?? 25,
    skip: query.skip ?? 0,
  }
}

/** The location is a filter here and may be left out, so the request's own location check cannot do this. */
async function refuseOtherLocation(
  context: OperationContext,
  locationId: string | undefined,
  isOfAgency: (locationId: string) => Promise<boolean>,
): Promise<void> {
  if (locationId === undefined || locationId === context.locationId) return
  if (context.principal.accountKind === 'agency' && (await isOfAgency(locationId))) return
  throw new WireError(403, 'The token does not have access to this location.')
}

export async function runGetUser(context: OperationContext, { params }: OperationInput): Promise<object> {
  const { userId } = params
  const member = isWireId(userId) ? await context.read(db => findMember(db, context.accountId, userId)) : undefined
  if (member === undefined) throw notFound('User', userId)
  return presentUser(member)
}

export async function runListUsers(context: OperationContext): Promise<object> {
  const search: MemberSearch = { sort: 'name', isDescending: false, limit: LISTED_MAX, skip: 0 }
  const { members } = await context.read(db => searchMembers(db, context.accountId, search))
  return { users: members.map(presentListedUser) }
}
