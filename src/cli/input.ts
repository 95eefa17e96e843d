import { isIP } from 'node:net'
import { invalid, Problem } from '../domain/problem.ts'
import { closestTo } from '../lib/closest.ts'

/** Reads "a,b c" as a list; empty items and repetitions fall out. */
export function readList(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(item => item !== ''))]
}

/** Reads a list of scopes. An empty one is a slip of the shell more often than a wish: that is said as "none". */
export function readScopes(text: string): string[] {
  const scopes = readList(text)
  if (scopes.length === 1 && scopes[0] === 'none') return []
  if (scopes.length > 0) return scopes
  throw invalid(
    '--scopes',
    'must name a scope, such as contacts.readonly; say "none" for an integration that may do nothing',
  )
}

/** Reads a whole number, naming the option when it is none. */
export function readWhole(option: string): (text: string) => number {
  return text => {
    if (!/^\d{1,9}$/.test(text)) throw invalid(option, `must be a whole number, not "${text}"`)
    return Number(text)
  }
}

/** The same from one on. */
export function readCount(option: string): (text: string) => number {
  return text => {
    const count = readWhole(option)(text)
    if (count === 0) throw invalid(option, 'must be 1 or more')
    return count
  }
}

/** Reads addresses and networks; "any" and an empty text take the restriction away. */
export function readAddresses(text: string): string[] {
  if (text === 'any') return []
  const addresses = readList(text)
  const wrong = addresses.find(address => !isAddressOrNetwork(address))
  if (wrong === undefined) return addresses
  throw invalid('--allowed-ips', `must be addresses or networks such as 192.0.2.7,198.51.100.0/24, not "${wrong}"`)
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}

/** Refuses scopes that the account can't grant: names each, and the one that was most likely meant. */
export function requireKnownScopes(scopes: readonly string[], known: readonly string[]): void {
  const unknown = scopes.filter(scope => !known.includes(scope))
  if (unknown.length === 0) return
  const fields = unknown.map(scope => {
    const closest = closestTo(scope, known)
    const advice = closest === undefined ? 'see "pit scopes"' : `did you mean ${closest}?`
    return { field: 'scopes', message: `"${scope}" is not a scope of this account; ${advice}` }
  })
  throw new Problem('input_invalid', { detail: fields.map(({ message }) => message).join('. '), fields })
}
