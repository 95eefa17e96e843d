import type { Integration } from '../contract/integrations.ts'
import { describeClient } from './consent.ts'
import { sayAgo, sayMoment, saySpan, sayUntil } from './moments.ts'
import type { Client } from './office.ts'
import { plain, type Screen } from './screen.ts'
import { renderPairs, renderTable } from './table.ts'

/** The list of integrations, one a line. */
export function integrationTable(items: readonly Integration[], screen: Screen, now: Date): string[] {
  const rows = items.map(integration => [
    integration.id,
    integration.name,
    integration.state,
    rotationInShort(integration, now),
    sayAgo(integration.lastUsedAt, now),
  ])
  const columns = [
    { title: 'id' },
    { title: 'name', yields: true, style: screen.bold },
    { title: 'state' },
    { title: 'rotation' },
    { title: 'used' },
  ]
  return renderTable(columns, rows, screen)
}

function rotationInShort({ rotation, rotationDueAt }: Integration, now: Date): string {
  if (rotation.state === 'rotating') return `old ends ${sayUntil(rotation.endsAt, now)}`
  return new Date(rotationDueAt) > now
    ? `due ${sayUntil(rotationDueAt, now)}`
    : `overdue since ${sayAgo(rotationDueAt, now).replace(' ago', '')}`
}

/** Everything about one integration, with who calls with which of its tokens. */
export function integrationDetails(
  integration: Integration,
  clients: readonly Client[],
  screen: Screen & { now: Date },
): string[] {
  const { now } = screen
  const { id, name, description, scopes, state, version, allowedIps, expiresAt, createdAt, createdBy } = integration
  const by = createdBy.kind === 'operator' ? `the operator ${createdBy.name}` : createdBy.name
  const pairs: [string, string | string[]][] = [
    ['Name', screen.bold(plain(name))],
    ['Id', id],
    ...(description === '' ? [] : [['Description', plain(description)] as [string, string]]),
    ['State', state === 'live' ? screen.good(state) : screen.warn(state)],
    ['Scopes', scopes.length === 0 ? 'none' : scopes],
    ...(allowedIps.length === 0 ? [] : [['Allowed from', allowedIps] as [string, string[]]]),
    ...(expiresAt === null ? [] : [['Expires', withDistance(expiresAt, now)] as [string, string]]),
    ['Created', `${sayMoment(new Date(createdAt))} by ${plain(by)}`],
    ['Version', String(version)],
    ...rotationPairs(integration, clients, now),
  ]
  return renderPairs(pairs, screen)
}

function rotationPairs(
  { rotation, rotationDueAt }: Integration,
  clients: readonly Client[],
  now: Date,
): [string, string[]][] {
  const tokenLines = (
    token: { id: string; last4: string; createdAt: string; lastUsedAt: string | null },
    note: string,
  ) => [
    `…${token.last4}  made ${sayAgo(token.createdAt, now)}, ${useOf(token.lastUsedAt, now)}${note}`,
    ...clients.filter(({ tokenId }) => tokenId === token.id).map(client => `  ${describeClient(client, now)}`),
  ]
  if (rotation.state === 'stable') {
    return [['Token', tokenLines(rotation.current, `; rotate by ${rotationDueAt.slice(0, 10)}`)]]
  }
  const left = saySpan(new Date(rotation.endsAt).getTime() - now.getTime())
  return [
    ['New token', tokenLines(rotation.current, '')],
    [
      'Old token',
      [...tokenLines(rotation.retiring, ''), `  works until ${sayMoment(new Date(rotation.endsAt))} (${left})`],
    ],
  ]
}

function useOf(lastUsedAt: string | null, now: Date): string {
  return lastUsedAt === null ? 'never used' : `used ${sayAgo(lastUsedAt, now)}`
}

function withDistance(at: string, now: Date): string {
  return `${sayMoment(new Date(at))} (${sayUntil(at, now)})`
}

/** An integration in a sentence: its name and its id. */
export function nameOf({ name, id }: Pick<Integration, 'name' | 'id'>): string {
  return `"${plain(name)}" (${id})`
}
