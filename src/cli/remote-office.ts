import { randomUUID } from 'node:crypto'
import type { Integration, IntegrationReply, IntegrationWithToken } from '../contract/integrations.ts'
import type { Me } from '../contract/session.ts'
import type { Clock } from '../lib/clock.ts'
import type { ApiClient } from './api-client.ts'
import { CommandFailure } from './failure.ts'
import { type AccountRow, type Client, type Office, type Ref, type ScopeRow, SELF } from './office.ts'
import { remoteApiKeys } from './remote-api-keys.ts'
import { remoteAudit } from './remote-audit.ts'
import { remoteImports } from './remote-imports.ts'
import { remoteNotices } from './remote-notices.ts'
import { createRemotePeopleOffice } from './remote-people-office.ts'
import { remoteUsage } from './remote-usage.ts'
import { remoteWebhooks } from './remote-webhooks.ts'

const PAGE = 100

/** The office behind a server's management API: what the session or the token may do, and no more. */
export function createRemoteOffice(api: ApiClient, clock: Clock): Office {
  return {
    place: api.origin,
    clock,
    people: createRemotePeopleOffice(api),
    listAccounts: async () => toAccounts(await api.get<Me>({ method: 'GET', path: '/me' })),
    listScopes: async accountId => {
      const rows = await api.get<ScopeRow[]>({ method: 'GET', path: `/accounts/${encode(accountId)}/scopes` })
      return rows.map(({ scope, group, label, sentence, access, sensitive }) => ({
        ...{ scope, group, label, sentence, access, sensitive },
      }))
    },
    listIntegrations: (accountId, query) =>
      api.get({ method: 'GET', path: integrationsOf(accountId), query: { ...query, limit: PAGE } }),
    createIntegration: (accountId, draft) =>
      api.get({ method: 'POST', path: integrationsOf(accountId), body: draft, headers: onceOnly() }),
    listClients: async ref =>
      (await api.get<{ items: Client[] }>({ method: 'GET', path: `${pathOf(ref)}/clients` })).items,
    ...remoteImports(api),
    ...remoteUsage(api),
    ...remoteAudit(api),
    ...remoteApiKeys(api),
    ...remoteNotices(api),
    ...remoteWebhooks(api),
    ...changes(api),
  }
}

type Changes = Pick<
  Office,
  | 'getIntegration'
  | 'editIntegration'
  | 'deleteIntegration'
  | 'setDisabled'
  | 'rotate'
  | 'cancelRotation'
  | 'expireNow'
  | 'extendOverlap'
  | 'reissue'
>

/** What acts on one integration. */
function changes(api: ApiClient): Changes {
  const post = (ref: Ref, verb: string, body?: object) => ({
    method: 'POST' as const,
    path: `${ref.integrationId === SELF ? ownPath(verb) : pathOf(ref)}/${verb}`,
    body,
    headers: onceOnly(),
  })
  const change = async (ref: Ref, verb: string, body?: object) =>
    (await api.get<IntegrationReply>(post(ref, verb, body))).integration
  const secret = (ref: Ref, verb: string, body?: object) => api.get<IntegrationWithToken>(post(ref, verb, body))
  return {
    getIntegration: async ref => {
      const path = ref.integrationId === SELF ? '/token' : pathOf(ref)
      return (await api.get<{ integration: Integration }>({ method: 'GET', path })).integration
    },
    editIntegration: async (ref, edit, ifVersion) => {
      const headers: Record<string, string> = ifVersion === undefined ? {} : { 'if-match': `"${ifVersion}"` }
      const path = pathOf(ref)
      return (await api.get<IntegrationReply>({ method: 'PATCH', path, body: edit, headers })).integration
    },
    deleteIntegration: async ref => void (await api.send({ method: 'DELETE', path: pathOf(ref) })),
    setDisabled: (ref, isDisabled) => change(ref, isDisabled ? 'disable' : 'enable'),
    rotate: (ref, input) => secret(ref, 'rotate', input),
    cancelRotation: (ref, isConfirmed) => change(ref, 'cancel-rotation', isConfirmed ? { confirm: true } : {}),
    expireNow: ref => change(ref, 'expire-now'),
    extendOverlap: (ref, until) => change(ref, 'extend-overlap', { until: until.toISOString() }),
    reissue: ref => secret(ref, 'reissue'),
  }
}

/** A token acts on itself under /token, with these alone. */
function ownPath(verb: string): string {
  if (verb === 'rotate' || verb === 'expire-now') return '/token'
  throw selfCannot()
}

function pathOf({ accountId, integrationId }: Ref): string {
  if (integrationId === SELF) throw selfCannot()
  return `${integrationsOf(accountId)}/${encode(integrationId)}`
}

function selfCannot(): CommandFailure {
  return new CommandFailure('not_possible_by_url', 'invalid', {
    says: 'With "self" a token can be shown, rotated and have its old secret expired; for the rest, name the integration.',
  })
}

const integrationsOf = (accountId: string) => `/accounts/${encode(accountId)}/integrations`
const encode = (segment: string) => encodeURIComponent(segment)

/** The server does a request once, even if a proxy on the way sends it again. */
const onceOnly = () => ({ 'idempotency-key': randomUUID() })

function toAccounts(me: Me): AccountRow[] {
  if (me.principal === 'user') {
    return me.accounts.map(({ id, kind, name, locationId, role }) => ({ id, kind, name, locationId, role }))
  }
  const { id, kind, locationId } = me.account
  return [{ id, kind, name: `the account of ${me.integration.name}`, locationId, role: null }]
}
