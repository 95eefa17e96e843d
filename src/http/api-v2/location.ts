import type { Operation } from '../../crm/operation.ts'
import { WireError } from '../../crm/wire-error.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Verifier } from '../../verify/verifier.ts'
import type { OperationTarget } from '../services.ts'

/** The parts of a request in which a location can be named, not yet held against any schema. */
export interface NamingParts {
  params: unknown
  query: unknown
  body: unknown
}

/**
 * The account that a call acts on. A location's token opens that location and nothing else; an agency's token opens its
 * own locations, where the documents let it in. A stranger's location and one that never was read the same.
 */
export function resolveTarget(
  operation: Operation,
  principal: Principal,
  { parts, verifier }: { parts: NamingParts; verifier: Pick<Verifier, 'findLocation'> },
): OperationTarget {
  const isAgency = principal.accountKind === 'agency'
  if (isAgency && operation.isOpenToAgencies !== true) throw new WireError(401, "Token's user type mismatch!")
  const own = { accountId: principal.accountId, locationId: principal.wireId, companyId: principal.companyId }
  if (operation.locationFrom === 'token') return own
  const locationId = namedLocation(operation.locationFrom, parts, operation.missingLocationStatus)
  if (!isAgency) {
    if (locationId !== principal.wireId) throw otherLocation()
    return own
  }
  const place = verifier.findLocation(locationId)
  if (place === undefined || place.parentId !== principal.accountId) throw otherLocation()
  return { accountId: place.id, locationId: place.wireId, companyId: principal.companyId }
}

function namedLocation(
  source: Exclude<Operation['locationFrom'], 'token'>,
  parts: NamingParts,
  missingStatus: number = 422,
): string {
  const [part, name] = source.split('.') as [keyof NamingParts, string]
  const holder = parts[part]
  const isObject = typeof holder === 'object' && holder !== null && !Array.isArray(holder)
  const value = isObject ? (holder as Record<string, unknown>)[name] : undefined
  if (value === undefined || value === null || value === '')
    throw new WireError(isObject || holder === undefined ? missingStatus : 422, `${name} can't be undefined`)
  if (typeof value !== 'string') throw new WireError(422, `${name} must be a string`)
  return value
}

function otherLocation(): WireError {
  return new WireError(403, 'The token does not have access to this location.')
}
