import type { ScopeRow } from '../../../api/integrations.ts'

/** Scopes about one thing, in the catalogue's order. */
export interface ScopeGroup {
  name: string
  scopes: ScopeRow[]
}

/** Power over other tokens is nothing that anyone wants who asks for "all read-only". */
const OVER_TOKENS = 'private-integrations.'

/** Sorts the catalogue into its groups. */
export function groupScopes(scopes: readonly ScopeRow[]): ScopeGroup[] {
  return [...Map.groupBy(scopes, scope => scope.group)].map(([name, rows]) => ({ name, scopes: rows }))
}

/** The scopes in whose words each typed word occurs. */
export function searchScopes(scopes: readonly ScopeRow[], text: string): ScopeRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return scopes.filter(({ scope, group, label, sentence }) => {
    const all = `${scope} ${group} ${label} ${sentence}`.toLowerCase()
    return words.every(word => all.includes(word))
  })
}

/** What reads the account's data and changes none of it. */
export function readOnlyScopes(scopes: readonly ScopeRow[]): string[] {
  return scopes
    .filter(({ scope, access }) => access === 'read' && !scope.startsWith(OVER_TOKENS))
    .map(({ scope }) => scope)
}

/** The same set with these in it, or without them. */
export function withScopes(chosen: ReadonlySet<string>, scopes: readonly string[], isIn: boolean): Set<string> {
  const next = new Set(chosen)
  for (const scope of scopes) {
    if (isIn) next.add(scope)
    else next.delete(scope)
  }
  return next
}

/** The chosen ones in the catalogue's order; what the catalogue does not know stands at the end under its bare name. */
export function chosenRows(
  scopes: readonly ScopeRow[],
  chosen: Iterable<string>,
): Pick<ScopeRow, 'scope' | 'label' | 'access' | 'sensitive'>[] {
  const set = new Set(chosen)
  const known = scopes.filter(({ scope }) => set.has(scope))
  const unknown = [...set].filter(name => !scopes.some(({ scope }) => scope === name))
  return [...known, ...unknown.map(scope => ({ scope, label: scope, access: 'write' as const, sensitive: false }))]
}
