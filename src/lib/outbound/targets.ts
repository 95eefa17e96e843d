import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { isNetwork } from '../networks.ts'
import { createResolver, type ResolveName } from './resolve.ts'
import { createTargetGuard, nameOf, type TargetGuard, type TargetRefusal } from './target-guard.ts'

/** Where this process may send to: the rules, and the way to what a name leads to. */
export interface Targets {
  guard: TargetGuard
  resolve: ResolveName
  /** The address, or why it is refused, with what its name leads to at the moment. */
  check(text: string): Promise<URL | TargetRefusal>
}

/** What of the surroundings decides about targets. */
export interface TargetSettings {
  allowed: readonly string[]
  own: { hosts: readonly string[]; ports: readonly number[] }
  /** Instead of the name servers. */
  resolve?: ResolveName
}

/** A form must not wait for a dead name server. */
const CHECK_TIMEOUT_MS = 1500

export function createTargets({ allowed, own, resolve }: TargetSettings): Targets {
  const addresses = Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(({ address }) => address))
  const guard = createTargetGuard({ allowed: allowed.map(plainEntry), own: { ...own, addresses } })
  const resolveName = resolve ?? createResolver(guard.isLocalName)
  return {
    guard,
    resolve: resolveName,
    async check(text) {
      const url = guard.read(text)
      if ('rule' in url || isIP(nameOf(url)) !== 0) return url
      const found = await inTime(resolveName(nameOf(url)))
      // A name that leads nowhere today is no reason: it is judged again at every connection.
      return found === undefined ? url : (guard.judge(url, found) ?? url)
    },
  }
}

/** True for an entry of the operator's list: an address, a network, a host name, *.suffix, or * for all. */
export function isTargetEntry(text: string): boolean {
  return isNetwork(text) || ['*', '1', 'true'].includes(text) || /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(text)
}

const plainEntry = (entry: string) => (entry === '1' || entry === 'true' ? '*' : entry)

async function inTime(asked: Promise<string[]>): Promise<string[] | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), CHECK_TIMEOUT_MS)
  })
  return Promise.race([asked.catch(() => undefined), late]).finally(() => clearTimeout(timer))
}
