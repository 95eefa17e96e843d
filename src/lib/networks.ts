import { BlockList, isIP } from 'node:net'

/** Addresses and networks from which something is accepted. */
export interface NetworkList {
  /** Whether an address lies in one of them. Text that is no address never does. */
  has(ip: string): boolean
}

const IPV4_INSIDE_IPV6 = '::ffff:'

/** True for an address such as 192.0.2.7 or a network such as 192.0.2.0/24, of either family. */
export function isNetwork(text: string): boolean {
  return readNetwork(text) !== undefined
}

/** A list to look addresses up in. An entry that is no network admits nobody, and does not stop the others. */
export function networkList(networks: readonly string[]): NetworkList {
  const list = new BlockList()
  for (const text of networks) {
    const network = readNetwork(text)
    if (network === undefined) continue
    if (network.bits === undefined) list.addAddress(network.address, network.family)
    else list.addSubnet(network.address, network.bits, network.family)
  }
  return {
    has(ip) {
      const address = plainAddress(ip)
      const family = isIP(address)
      return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
    },
  }
}

/** An IPv4 caller on a socket of both families shows up as ::ffff:192.0.2.7: gives 192.0.2.7, anything else as it is. */
export function plainAddress(ip: string): string {
  const inside = ip.slice(IPV4_INSIDE_IPV6.length)
  return ip.toLowerCase().startsWith(IPV4_INSIDE_IPV6) && isIP(inside) === 4 ? inside : ip
}

/** An IPv6 host owns its whole /64 and may use a new address for each call, so the network is what counts. */
export function networkOf(ip: string): string {
  const address = plainAddress(ip)
  // A proxy's header may hold anything; an index row has no room for that.
  if (isIP(address) === 0) return 'unknown'
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter(group => group !== '')
  if (tail !== undefined) {
    const tailGroups = tail.split(':').filter(group => group !== '')
    while (groups.length + tailGroups.length < 8) groups.push('0')
    groups.push(...tailGroups)
  }
  return `${groups.slice(0, 4).join(':')}::/64`
}

function readNetwork(text: string): { address: string; bits?: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  // A zone (fe80::1%eth0) means something on one machine only.
  if (family === 0 || address.includes('%') || rest.length > 0) return undefined
  const kind = family === 6 ? 'ipv6' : 'ipv4'
  if (bits === undefined) return { address, family: kind }
  const isInRange = /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32)
  return isInRange ? { address, bits: Number(bits), family: kind } : undefined
}
