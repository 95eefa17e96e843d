import type { IntegrationLimits } from '../domain/integration.ts'
import { type NetworkList, networkList } from '../lib/networks.ts'
import { type CanonicalAccess, canonicalAccess } from '../store/row-macs.ts'

/** What integrations may do and from where. Thousands made from one template share one. */
export interface AccessProfile {
  scopes: ReadonlySet<string>
  limits: IntegrationLimits
  /** Absent = from anywhere. */
  allowedIps: NetworkList | undefined
}

/** The columns of an integration that make its profile. */
export interface ProfileColumns {
  scopes: string[]
  limits: IntegrationLimits
  allowedIps: string[]
  /** The same as text, where it is at hand. */
  canonical?: CanonicalAccess
}

interface Kept {
  key: string
  number: number
  profile: AccessProfile
  users: number
}

/** Each different profile once, by number; forgotten when its last integration is. */
export class AccessProfiles {
  #kept: (Kept | undefined)[] = []
  #byKey = new Map<string, Kept>()
  /** The same by the texts themselves, which a load makes once for all integrations that have them alike. */
  #byCanonical = new WeakMap<CanonicalAccess, Kept>()
  #free: number[] = []

  get(number: number): AccessProfile {
    const kept = this.#kept[number]
    if (kept === undefined) throw new Error('no such profile')
    return kept.profile
  }

  /** The number of the profile of these columns, counting one more user of it. */
  take(columns: ProfileColumns): number {
    const kept = this.#find(columns)
    kept.users++
    return kept.number
  }

  #find(columns: ProfileColumns): Kept {
    const { canonical } = columns
    if (canonical === undefined) return this.#findByKey(canonicalAccess(columns), columns)
    const shared = this.#byCanonical.get(canonical)
    // One that nobody uses any more is forgotten, and its number may be another's.
    if (shared !== undefined && shared.users > 0) return shared
    const kept = this.#findByKey(canonical, columns)
    this.#byCanonical.set(canonical, kept)
    return kept
  }

  /** Made where there is none, without a user yet. */
  #findByKey({ scopes, limits, allowedIps }: CanonicalAccess, columns: ProfileColumns): Kept {
    const key = `${scopes}${limits}${allowedIps}`
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const number = this.#free.pop() ?? this.#kept.length
    const kept = { key, number, profile: toProfile(columns), users: 0 }
    this.#kept[number] = kept
    this.#byKey.set(key, kept)
    return kept
  }

  /** One user less. */
  release(number: number): void {
    const kept = this.#kept[number]
    if (kept === undefined || --kept.users > 0) return
    this.#kept[number] = undefined
    this.#byKey.delete(kept.key)
    this.#free.push(number)
  }
}

function toProfile({ scopes, limits, allowedIps }: ProfileColumns): AccessProfile {
  return {
    scopes: new Set(scopes),
    limits,
    allowedIps: allowedIps.length === 0 ? undefined : networkList(allowedIps),
  }
}
