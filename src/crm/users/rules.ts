/** "Maria de la Cruz" has the first name "Maria" and the last name "de la Cruz": accounts keep one name, the wire two. */
export function splitName(name: string): { firstName: string; lastName: string } {
  const [firstName = '', ...rest] = name.trim().split(/\s+/)
  return { firstName, lastName: rest.join(' ') }
}

/** Roles of the wire are two: an account's admin, and everyone else. */
export function wireRole(roles: readonly string[]): 'admin' | 'user' {
  return roles.includes('admin') ? 'admin' : 'user'
}

/** `ids=a,b` as a list; undefined when the filter isn't used. */
export function splitIds(ids: string | undefined): string[] | undefined {
  return ids?.split(',').flatMap(id => (id.trim() === '' ? [] : [id.trim()]))
}
