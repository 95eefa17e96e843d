import { isIP } from 'node:net'
import { isNetwork, networkList } from '../networks.ts'
import { isPublicAddress, judgedAddress } from './addresses.ts'

/** Which rule refuses an address, and the sentence for whoever entered it. It never tells what lies behind the address. */
export interface TargetRefusal {
  rule: TargetRule
  sentence: string
}

export const TARGET_RULES = {
  unreadable: 'must be a whole address such as https://example.com/hooks, of at most 2,000 characters without spaces',
  scheme: 'must begin with https://',
  credentials: 'must not hold a user name or a password; put a secret into the path if you need one',
  fragment: 'must not hold a # part: it is never sent',
  port: 'must use port 443, 8443, or one from 1024 up that no common service uses',
  name: 'must name a host of the public internet, not one of a local network',
  private_address: 'must not lead to a private, local or reserved address',
  own_server: 'must not lead back to this server',
} as const
export type TargetRule = keyof typeof TARGET_RULES

/** What the operator allows and what this server is, for judging where it may send to. */
export interface TargetPolicy {
  /** Addresses, networks, host names and *.suffixes that may be sent to although they are not public; `*` = all. */
  allowed: readonly string[]
  /** Names and ports by which this server is reached. */
  own: { hosts: readonly string[]; ports: readonly number[]; addresses: readonly string[] }
}

/** Judges addresses: as written, and again by what a name led to. */
export interface TargetGuard {
  /** The address, or why it is refused; what a name leads to is not known yet. */
  read(text: string): URL | TargetRefusal
  /** Why a target is refused for the addresses that its name led to; undefined when each of them is allowed. */
  judge(url: URL, addresses: readonly string[]): TargetRefusal | undefined
  /** True for names that the operator's own resolver settings (the hosts file) may answer. */
  isLocalName(hostname: string): boolean
}

const LENGTH_MAX = 2000
/** Ports of services that a request must never be mistaken for a command by, above 1023. */
const SERVICE_PORTS = new Set([
  1080, 1433, 1521, 1723, 1900, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3260, 3306, 3389, 4369, 5060, 5061, 5353,
  5432, 5433, 5671, 5672, 5900, 5901, 5984, 5985, 5986, 6000, 6379, 6380, 6443, 6667, 8086, 8125, 8500, 8600, 9042,
  9092, 9100, 9160, 9200, 9300, 9418, 10250, 10255, 11211, 15672, 16379, 26379, 27017, 27018, 50070, 61616,
])
const PRIVILEGED_PORTS = new Set([443, 80])
const LOCAL_SUFFIXES = [
  'localhost',
  'local',
  'localdomain',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'home.arpa',
  'onion',
]

/** Makes the guard of a policy. */
export function createTargetGuard({ allowed, own }: TargetPolicy): TargetGuard {
  const networks = networkList(allowed.filter(isNetwork))
  const names = allowed.filter(entry => !isNetwork(entry) && entry !== '*').map(name => name.toLowerCase())
  const allowsAll = allowed.includes('*')
  const ownHosts = new Set(own.hosts.map(bareName))
  const ownAddresses = new Set(own.addresses)

  const isAllowedName = (name: string) =>
    names.some(entry => (entry.startsWith('*.') ? name.endsWith(entry.slice(1)) : name === entry))
  const isAllowed = (name: string, address: string) => allowsAll || isAllowedName(name) || networks.has(address)
  /** Whether anything not public may lie behind a name; a public name may lead to an allowed address, too. */
  const mayBeAllowed = allowed.length > 0

  function ownRefusal(name: string, port: number, addresses: readonly string[]): TargetRefusal | undefined {
    const isOwnPort = own.ports.includes(port)
    // An address is refused for what it is; a name of ours is refused on every port, whatever it leads to.
    const isOwnName = ownHosts.has(name) && (isOwnPort || (!mayBeAllowed && isIP(name) === 0 && !isLocal(name)))
    const isOwnAddress = isOwnPort && addresses.some(address => isLoopback(address) || ownAddresses.has(address))
    return isOwnName || isOwnAddress ? refusal('own_server') : undefined
  }

  function judge(url: URL, addresses: readonly string[]): TargetRefusal | undefined {
    const name = nameOf(url)
    const judged = addresses.map(address => judgedAddress(address) ?? '')
    const areAllowed = judged.every(address => isAllowed(name, address))
    if (!areAllowed && !judged.every(isPublicAddress)) return refusal(isLocal(name) ? 'name' : 'private_address')
    const own = ownRefusal(name, portOf(url), judged)
    return own ?? (url.protocol === 'http:' && !areAllowed ? refusal('scheme') : undefined)
  }

  function read(text: string): URL | TargetRefusal {
    const url = readUrl(text)
    if ('rule' in url) return url
    const name = nameOf(url)
    const literal = judgedAddress(name)
    const early =
      portRefusal(url) ?? (literal === undefined ? ownRefusal(name, portOf(url), []) : judge(url, [literal]))
    if (early !== undefined) return early
    if (literal !== undefined) return url
    if (isLocal(name) && !mayBeAllowed) return refusal('name')
    return url.protocol === 'http:' && !mayBeAllowed ? refusal('scheme') : url
  }

  const isLocalName = (hostname: string) =>
    mayBeAllowed && (isLocal(bareName(hostname)) || isAllowedName(bareName(hostname)))
  return { read, judge, isLocalName }
}

/** The text of a refusal, for a field's message. */
export function refusal(rule: TargetRule): TargetRefusal {
  return { rule, sentence: TARGET_RULES[rule] }
}

function readUrl(text: string): URL | TargetRefusal {
  // URL drops tabs and line breaks silently; what was meant is then not what is stored. "https:example.com" and
  // "https:///example.com" parse, too, and hardly anyone means them.
  if (text.length > LENGTH_MAX || !isPlainText(text) || !URL.canParse(text)) return refusal('unreadable')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refusal('scheme')
  const isWhole = url.hostname !== '' && url.href.length <= LENGTH_MAX && /^https?:\/\/[^/]/i.test(text)
  if (!isWhole) return refusal('unreadable')
  if (hasCredentials(url, text)) return refusal('credentials')
  return text.includes('#') ? refusal('fragment') : url
}

/** An empty name ("https://@host") leaves no trace in the URL. */
function hasCredentials(url: URL, text: string): boolean {
  return url.username + url.password !== '' || text.split(/[/?#]/)[2]?.includes('@') === true
}

function isPlainText(text: string): boolean {
  return [...text].every(character => character > ' ' && character !== '\u007f' && character !== '\\')
}

function portRefusal(url: URL): TargetRefusal | undefined {
  const port = portOf(url)
  const isOpen = port >= 1024 ? !SERVICE_PORTS.has(port) : PRIVILEGED_PORTS.has(port)
  return isOpen && (port !== 80 || url.protocol === 'http:') ? undefined : refusal('port')
}

/** The host without brackets and trailing dots, as names are compared. */
export function nameOf(url: URL): string {
  return bareName(url.hostname)
}

function bareName(hostname: string): string {
  const bare = hostname.replaceAll(/^\[|\]$/g, '').toLowerCase()
  let end = bare.length
  while (bare[end - 1] === '.') end--
  return bare.slice(0, end)
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
}

function isLocal(name: string): boolean {
  if (isIP(name) !== 0) return false
  return !name.includes('.') || LOCAL_SUFFIXES.some(suffix => name === suffix || name.endsWith(`.${suffix}`))
}

function isLoopback(address: string): boolean {
  return (
    address === '::1' ||
    address === '::' ||
    address === '0.0.0.0' ||
    (isIP(address) === 4 && address.startsWith('127.'))
  )
}
