import type { Contract } from '../../contract/contract.ts'
import { invalid } from '../../domain/problem.ts'

const VERSION = /^(?:W\/)?(?:"([0-9]{1,15})"|([0-9]{1,15}))$/

/**
 * The version that a change is meant for: `"3"` or `3`; undefined for `*` or none. A proxy that compresses may have
 * made it weak. Where versions are not compared the header is refused, because it would promise what isn't done.
 */
export function readIfMatch(header: string | undefined, contract: Pick<Contract, 'problems'>): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  if (!contract.problems.includes('version_stale')) throw invalid('If-Match', 'is not taken here; leave it out')
  const [, quoted, bare] = VERSION.exec(header.trim()) ?? []
  const version = quoted ?? bare
  if (version === undefined) throw invalid('If-Match', 'must be the version, such as "3"')
  return Number(version)
}
