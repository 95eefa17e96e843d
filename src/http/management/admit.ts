import { Problem } from '../../domain/problem.ts'
import type { Caller } from '../caller.ts'
import { requireScope } from '../scope-check.ts'
import type { May } from './route.ts'

/** Turns away who can't call a route at all, before anything of the request is read. The action decides the rest. */
export function admit(may: May, caller: Caller, publicUrl: URL): void {
  if (caller.kind === 'token') admitToken(may, caller, publicUrl)
  else if (may.who === 'token') {
    throw new Problem('permission_missing', { detail: 'Only a token can do this: it acts on itself.' })
  }
}

function admitToken(may: May, caller: Caller & { kind: 'token' }, publicUrl: URL): void {
  if (may.who === 'caller') return
  if (may.scope === undefined) {
    const grantedScopes = [...caller.principal.scopes].sort()
    throw new Problem('scope_missing', {
      detail: 'Only people can do this, not tokens.',
      facts: { requiredScopes: [], grantedScopes },
    })
  }
  requireScope(caller.principal, may.scope, publicUrl)
}
