import { EVERY_TENANT } from '../lib/database.ts'
import { findTokenPlaces, type TokenPlace } from '../store/tokens.ts'
import type { Deps } from './deps.ts'

export type { TokenPlace } from '../store/tokens.ts'

/** Picks those tokens that there are where they are said to be: what is told of any other is worth nothing. */
export async function findKnownPlaces(
  { database }: Pick<Deps, 'database'>,
  places: readonly TokenPlace[],
): Promise<(place: TokenPlace) => boolean> {
  const known = await database.read(EVERY_TENANT, db => findTokenPlaces(db, places))
  // By all three: a true place of a token must not carry calls into another account.
  const keys = new Set(known.map(keyOf))
  return place => keys.has(keyOf(place))
}

function keyOf({ accountId, integrationId, tokenId }: TokenPlace): string {
  return `${accountId}/${integrationId}/${tokenId}`
}
