/** Roles of the wire are two: an account's admin, and everyone else. */
export function wireRole(roles: readonly string[]): 'admin' | 'user' {
  return roles.includes('admin') ? 'admin' : 'user'
}

/** `ids=a,b` as a list; undefined when the filter isn't used. */
export function splitIds(ids: string | undefined): string[] | undefined {
  return ids?.split(',').flatMap(id => (id.trim() === '' ? [] : [id.trim()]))
}
