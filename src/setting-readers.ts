import { checkEmail, passwordFault } from './domain/user.ts'
import { isNetwork } from './lib/networks.ts'
import { isTargetEntry } from './lib/outbound/targets.ts'

// How the text of a setting becomes its value. Each throws what would be right, never the value itself.

export function readText(text: string): string {
  if (text.trim() === '') throw new Error('must not be empty.')
  return text.trim()
}

function readList(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

export function readHosts(text: string): string[] {
  const hosts = readList(text)
  const wrong = hosts.find(host => !HOST.test(host))
  if (wrong === undefined) return hosts
  throw new Error(
    `must be host names such as app.example.com or app.example.com:8443, without http://, not "${wrong}".`,
  )
}

export function readEmail(text: string): string {
  try {
    return checkEmail(text)
  } catch {
    throw new Error('must be an e-mail address such as name@example.com.')
  }
}

export function readNetworks(text: string): string[] {
  const networks = readList(text)
  if (!networks.every(isNetwork)) throw new Error('must be addresses or networks such as 10.0.0.7,192.0.2.0/24.')
  return networks
}

export function readTargets(text: string): string[] {
  const entries = readList(text)
  if (!entries.every(isTargetEntry)) {
    throw new Error('must be addresses, networks or host names such as 127.0.0.1,10.0.0.0/8,receiver.test.')
  }
  return entries
}

export function readPlatformKeys(text: string): string[] {
  const keys = readList(text)
  const isWeak = (key: string) => !/^[\x21-\x7e]{32,200}$/.test(key) || new Set(key).size < 10 || key.startsWith('pit_')
  if (keys.some(isWeak))
    throw new Error('must be 32 or more random characters each: make one with "openssl rand -hex 32".')
  return keys
}

export function readWhole(text: string, least: number, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`must be a whole number from ${least} to ${most}.`)
  }
  return value
}

export function readPort(text: string): number {
  return readWhole(text, 0, 65_535)
}

export function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.username + url.password !== ''
  ) {
    throw new Error('must be an address such as https://integrations.example.com, without a path.')
  }
  return url
}

export function readDatabaseUrl(text: string): string {
  if (!URL.canParse(text) || !/^postgres(ql)?:$/.test(new URL(text).protocol)) {
    throw new Error('must look like postgres://user:password@host:5432/database.')
  }
  return text
}

export function readSmtpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === '' || url.search !== '') {
    throw new Error('must look like smtp://user:password@host:587 or smtps://user:password@host:465.')
  }
  return text
}

export function readMailFrom(text: string): string {
  if (!/^(?:[^<>@\r\n"]{1,100} )?<?[^\s@<>]{1,64}@[^\s@<>]{1,190}>?$/.test(text)) {
    throw new Error('must be an address such as Referins <no-reply@example.com>.')
  }
  return text
}

export function readRedisUrl(text: string): string {
  if (!URL.canParse(text) || !/^rediss?:$/.test(new URL(text).protocol)) {
    throw new Error('must look like redis://user:password@host:6379, or rediss:// with TLS.')
  }
  return text
}

export function readMetricsToken(text: string): string {
  if (!/^[\x21-\x7e]{16,200}$/.test(text)) throw new Error('must be 16 or more visible ASCII characters.')
  return text
}

export function readOtlpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username + url.password !== '') {
    throw new Error('must be an address such as http://collector:4318.')
  }
  return url
}

export function readBootstrapPassword(text: string): string {
  const fault = passwordFault(text)
  if (fault !== undefined) throw new Error(`${fault}.`)
  return text
}

export function readSwitch(text: string): boolean {
  if (!['0', '1', 'true', 'false'].includes(text)) throw new Error('must be 1 or 0.')
  return text === '1' || text === 'true'
}

export function readOneOf<const Option extends string>(text: string, options: readonly Option[]): Option {
  const option = options.find(candidate => candidate === text)
  if (option === undefined) throw new Error(`must be one of ${options.join(', ')}.`)
  return option
}
