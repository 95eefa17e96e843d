import { BlockList, isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Never public: private, shared, loopback, link-local, documentation, benchmarking, relays, multicast, reserved. */
const CLOSED_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** Of IPv6 only 2000::/3 is handed out to anyone; within it these are not, or hide an IPv4 address inside. */
const OPEN_IPV6 = '2000::/3'
const CLOSED_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

const closedIpv4 = listOf(CLOSED_IPV4, 'ipv4')
const openIpv6 = listOf([OPEN_IPV6], 'ipv6')
const closedIpv6 = listOf(CLOSED_IPV6, 'ipv6')

function listOf(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** The address as judged: an IPv4 address inside an IPv6 one (::ffff:7f00:1) as itself; undefined for what is none. */
export function judgedAddress(text: string): string | undefined {
  if (isIP(text) === 0 || text.includes('%')) return undefined
  return ipaddr.process(text).toString()
}

/** True for an address that anyone on the internet may have; false for all others and for what is no address. */
export function isPublicAddress(text: string): boolean {
  const address = judgedAddress(text)
  if (address === undefined) return false
  if (isIP(address) === 4) return !closedIpv4.check(address, 'ipv4')
  return openIpv6.check(address, 'ipv6') && !closedIpv6.check(address, 'ipv6')
}
