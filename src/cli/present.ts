import type { AccountAccess } from '../actions/accounts.ts'
import type { AuditEntry as AuditRow } from '../actions/audit.ts'
import type { listClients } from '../actions/clients.ts'
import type { IntegrationView } from '../actions/integration-view.ts'
import type { AuditEntry } from '../contract/audit.ts'
import type { Integration, IntegrationWithToken } from '../contract/integrations.ts'
import type { ShownToken, Token } from '../domain/token.ts'
import type { AccountRow, Client } from './office.ts'

/** What applies where an integration names no limit. */
const LIMITS_DEFAULT = { perTenSeconds: 100, perDay: 200_000 }

/** An integration in the management API's shape; test/cli checks it against the contract's schema. */
export function presentIntegration({ integration, rotation, ...view }: IntegrationView): Integration {
  const { id, name, description, scopes, version, allowedIps, createdBy } = integration
  const current = presentToken(rotation.current)
  return {
    id,
    name,
    description,
    scopes,
    state: view.state,
    version,
    limits: { ...LIMITS_DEFAULT, ...integration.limits },
    allowedIps,
    expiresAt: integration.expiresAt?.toISOString() ?? null,
    createdAt: integration.createdAt.toISOString(),
    createdBy,
    updatedAt: integration.updatedAt.toISOString(),
    rotationDueAt: view.rotationDueAt.toISOString(),
    ...(view.calls7d === undefined ? {} : { calls7d: view.calls7d }),
    lastUsedAt: view.lastUsedAt?.toISOString() ?? null,
    rotation:
      rotation.state === 'stable'
        ? { state: 'stable', current }
        : {
            state: 'rotating',
            endsAt: rotation.endsAt.toISOString(),
            current,
            retiring: presentToken(rotation.retiring),
          },
  }
}

/** The one answer in which a secret stands. */
export function presentWithSecret({ view, shown }: { view: IntegrationView; shown: ShownToken }): IntegrationWithToken {
  const { id, last4, createdAt } = shown.token
  const token = { id, secret: shown.secret, last4, createdAt: createdAt.toISOString() }
  return { integration: presentIntegration(view), token }
}

export function presentClient(client: Awaited<ReturnType<typeof listClients>>[number]): Client {
  const { tokenId, network, userAgent, clientName, firstSeenAt, lastSeenAt, calls } = client
  const seen = { firstSeenAt: firstSeenAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() }
  return { tokenId, network, userAgent, clientName, ...seen, calls }
}

export function presentAuditEntry(entry: AuditRow): AuditEntry {
  const { id, seq, at, actor, action, target, before, after, origin, hash } = entry
  return {
    id,
    seq,
    at: at.toISOString(),
    actor,
    action,
    target,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    origin,
    hash: hash.toString('hex'),
  }
}

export function presentAccount({ account, role }: AccountAccess): AccountRow {
  const { id, kind, name, wireId } = account
  return { id, kind, name, locationId: kind === 'location' ? wireId : null, role: role ?? null }
}

function presentToken({ id, last4, createdAt, createdBy, lastUsedAt, endsAt }: Token) {
  const moments = { lastUsedAt: lastUsedAt?.toISOString() ?? null, endsAt: endsAt?.toISOString() ?? null }
  return { id, last4, createdAt: createdAt.toISOString(), createdBy, ...moments }
}
