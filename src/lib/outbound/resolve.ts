import { lookup, Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'

/** All addresses of a name. The seam by which tests answer for the internet's names. */
export type ResolveName = (hostname: string) => Promise<string[]>

/** A name led nowhere. */
export class NameError extends Error {
  constructor(hostname: string) {
    super(`no address for ${hostname}`)
    this.name = 'NameError'
  }
}

const TIMEOUT_MS = 2000
const TRIES = 2

/**
 * Asks name servers directly. The system's own look-up runs on Node's four worker threads, where a few dead name servers
 * would keep every password hash and file read of the process waiting; it is used for local names alone, which the hosts
 * file may know. `servers` are asked instead of the system's.
 */
export function createResolver(isLocalName: (hostname: string) => boolean, servers?: readonly string[]): ResolveName {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })
  if (servers !== undefined) resolver.setServers(servers)
  return async hostname => {
    if (isIP(hostname) !== 0) return [hostname]
    if (isLocalName(hostname)) return localAddresses(hostname)
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    const addresses = answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))
    if (addresses.length === 0) throw new NameError(hostname)
    return addresses
  }
}

async function localAddresses(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true, order: 'verbatim' }).catch(() => [])
  if (found.length === 0) throw new NameError(hostname)
  return found.map(({ address }) => address)
}
