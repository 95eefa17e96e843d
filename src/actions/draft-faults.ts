import { draftFaults, type IntegrationDraft } from '../domain/integration.ts'
import type { FieldFault } from '../domain/problem.ts'
import { SCOPES } from '../domain/scope.ts'
import { closestTo } from '../lib/closest.ts'
import { isNetwork } from '../lib/networks.ts'

/** Everything that is wrong with a draft, so that nobody mends it in five rounds. */
export function faultsOfDraft(
  draft: IntegrationDraft,
  { known, now }: { known: ReadonlySet<string>; now: Date },
): FieldFault[] {
  const plain = { ...draft, scopes: draft.scopes.filter(scope => known.has(scope)) }
  return [...scopeFaults(draft.scopes, known), ...addressFaults(draft.allowedIps), ...draftFaults(plain, known, now)]
}

const EVERY_SCOPE: ReadonlySet<string> = new Set(SCOPES.map(({ scope }) => scope))

/** The same of those parts of a body that are of the right type, when others are not: all of it in one answer. */
export function faultsOfParts(body: unknown, now: Date): FieldFault[] {
  if (typeof body !== 'object' || body === null) return []
  const { scopes, allowedIps, expiresAt } = body as Record<string, unknown>
  const end = typeof expiresAt === 'string' ? new Date(expiresAt) : undefined
  const isPast = end !== undefined && end <= now
  return [
    ...(isTexts(scopes) ? scopeFaults(scopes, EVERY_SCOPE) : []),
    ...(isTexts(allowedIps) ? addressFaults(allowedIps) : []),
    ...(isPast ? [{ field: 'expiresAt', message: 'must lie in the future' }] : []),
  ]
}

function scopeFaults(scopes: readonly string[], known: ReadonlySet<string>): FieldFault[] {
  return [...new Set(scopes)]
    .filter(scope => !known.has(scope))
    .map(scope => {
      const closest = closestTo(scope, [...known])
      const advice = closest === undefined ? 'see its scopes list' : `did you mean ${closest}?`
      return { field: 'scopes', message: `"${scope}" is not a scope of this account; ${advice}` }
    })
}

/** Addresses are what every node's index must be able to read, so none other gets in. */
function addressFaults(allowedIps: readonly string[]): FieldFault[] {
  return allowedIps
    .filter(text => !isNetwork(text))
    .map(text => ({
      field: 'allowedIps',
      message: `"${text}" must be an address or a network, such as 192.0.2.7 or 192.0.2.0/24`,
    }))
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= 100 && value.every(item => typeof item === 'string')
}
