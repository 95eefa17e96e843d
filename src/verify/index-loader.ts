import type pg from 'pg'
import { PagedColumn } from '../lib/paged-column.ts'
import { type AccessReader, copyPlaces, copyTokens, estimateAccess } from '../store/access-copy.ts'
import type { IndexedRow, IndexedTokenRow, RowCheck } from '../store/access-rows.ts'
import { type CanonicalAccess, isAccessMac, isTokenMac } from '../store/row-macs.ts'
import { TokenIndex } from './token-index.ts'

/** The event loop gets its turn at least this often, so that a load on a busy node delays nobody. */
const TURN_MS = 5

/** Loads a whole index by COPY: row by row, each with its MAC checked, never more than 5 ms at a stretch. */
export async function loadIndex(
  client: pg.ClientBase,
  check: RowCheck,
  { withTokens = true }: { withTokens?: boolean } = {},
): Promise<TokenIndex> {
  const index = new TokenIndex()
  // Tokens come after all integrations: until then each one's access version is kept aside.
  const versions = new PagedColumn(Uint32Array)
  let turnEndsMs = performance.now() + TURN_MS
  const reader: AccessReader = {
    place: place => index.setPlace(place),
    integration(row) {
      if (!isGenuineIntegration(row, check)) return
      const at = index.putIntegration(row)
      versions.set(at, row.accessVersion)
    },
    token(row) {
      const at = index.rowOf(row.integrationId)
      if (at !== -1 && isGenuineToken(row, versions.get(at), check)) index.putToken(row, at)
    },
    async between() {
      if (performance.now() < turnEndsMs) return
      await new Promise(resolve => setImmediate(resolve))
      turnEndsMs = performance.now() + TURN_MS
    },
  }
  await copyPlaces(client, reader)
  if (withTokens) {
    index.reserve(await estimateAccess(client))
    await copyTokens(client, reader)
  }
  return index
}

function isGenuineIntegration(
  row: IndexedRow & { accessMac: Buffer; canonical: CanonicalAccess },
  { keys, onForged }: RowCheck,
): boolean {
  const isGenuine = isAccessMac(keys, row, row.accessMac)
  if (!isGenuine) onForged(row.id)
  return isGenuine
}

function isGenuineToken(
  row: IndexedTokenRow & { rowMac: Buffer },
  accessVersion: number,
  { keys, onForged }: RowCheck,
): boolean {
  const isGenuine = isTokenMac(keys, row, accessVersion)
  if (!isGenuine) onForged(row.id)
  return isGenuine
}
