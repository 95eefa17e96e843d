import { EVERY_TENANT } from '../lib/database.ts'
import { findTokenPlaces, type TokenPlace } from '../store/tokens.ts'
import type { Deps } from './deps.ts'

export type { TokenPlace } from '../store/tokens.ts'

/** The ids of those tokens that there are where they are said to be: what is told of any other is worth nothing. */
export async function knownTokenIds(
  { database }: Pick<Deps, 'database'>,
  places: readonly TokenPlace[],
): Promise<Set<string>> {
  const known = await database.read(EVERY_TENANT, db => findTokenPlaces(db, places))
  return new Set(known.map(({ tokenId }) => tokenId))
}
