import type { ScopeRow } from '../../../api/integrations.ts'
import { chosenRows } from '../scopes/scope-groups.ts'

export interface ScopeChanges {
  added: ReturnType<typeof chosenRows>
  removed: ReturnType<typeof chosenRows>
}

/** What changes between two sets of scopes, in the catalogue's order. */
export function changesBetween(
  catalogue: readonly ScopeRow[],
  before: readonly string[],
  after: ReadonlySet<string>,
): ScopeChanges {
  return {
    added: chosenRows(
      catalogue,
      [...after].filter(scope => !before.includes(scope)),
    ),
    removed: chosenRows(
      catalogue,
      before.filter(scope => !after.has(scope)),
    ),
  }
}

export function countOf({ added, removed }: ScopeChanges): number {
  return added.length + removed.length
}

/** Their names in one line. */
export function labelsOf(rows: ScopeChanges['added']): string {
  return rows.map(({ label }) => label).join(', ')
}

/** What a person ticked and unticked: kept rather than the whole set, so that what others grant meanwhile stays granted. */
export interface TypedChanges {
  added: readonly string[]
  removed: readonly string[]
}

export function typedChanges(before: readonly string[], after: ReadonlySet<string>): TypedChanges {
  return {
    added: [...after].filter(scope => !before.includes(scope)),
    removed: before.filter(scope => !after.has(scope)),
  }
}

/** The scopes with the changes made. */
export function applied(scopes: readonly string[], { added, removed }: TypedChanges): Set<string> {
  return new Set([...scopes, ...added].filter(scope => !removed.includes(scope)))
}
