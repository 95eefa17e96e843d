import type { Principal } from '../domain/principal.ts'
import { Problem } from '../domain/problem.ts'
import { grantUrl } from './console-paths.ts'

/** A refusal that teaches: what is needed, what is held, and where an admin grants it to the same token. */
export function requireScope(principal: Principal, scope: string, publicUrl: URL): void {
  if (principal.scopes.has(scope)) return
  throw new Problem('scope_missing', {
    detail: `The token lacks the scope ${scope}.`,
    facts: {
      requiredScopes: [scope],
      grantedScopes: [...principal.scopes].sort(),
      grantUrl: grantUrl(publicUrl, principal, [scope]),
    },
  })
}
