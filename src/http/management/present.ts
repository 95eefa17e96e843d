import type { AccountAccess } from '../../actions/accounts.ts'
import type { AuditEntry as AuditRow } from '../../actions/audit.ts'
import type { listClients } from '../../actions/clients.ts'
import type { IntegrationView } from '../../actions/integration-view.ts'
import type { Member as MemberView } from '../../actions/members.ts'
import type { Session } from '../../actions/sessions.ts'
import type { AuditEntry } from '../../contract/audit.ts'
import type { Integration, IntegrationWithToken, NewToken } from '../../contract/integrations.ts'
import type { Member } from '../../contract/members.ts'
import { limitsOf } from '../../domain/limit.ts'
import {
  decide,
  groupOf,
  nameOfRole,
  PERMISSION_NAMES,
  PERMISSIONS,
  type Permission,
  type PermissionOverrides,
} from '../../domain/permission.ts'
import type { Scope } from '../../domain/scope.ts'
import type { ShownToken, Token } from '../../domain/token.ts'
import type { User } from '../../domain/user.ts'
import type { Services } from '../services.ts'

export function presentIntegration(view: IntegrationView): Integration {
  const { integration, rotation } = view
  const { id, name, description, scopes, version, allowedIps, createdBy } = integration
  const current = presentToken(rotation.current)
  return {
    id,
    name,
    description,
    scopes,
    state: view.state,
    version,
    limits: limitsOf(integration.limits),
    allowedIps,
    expiresAt: momentOrNull(integration.expiresAt),
    createdAt: integration.createdAt.toISOString(),
    createdBy,
    updatedAt: integration.updatedAt.toISOString(),
    rotationDueAt: view.rotationDueAt.toISOString(),
    lastUsedAt: momentOrNull(view.lastUsedAt),
    ...(view.calls7d === undefined ? {} : { calls7d: view.calls7d }),
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

/** The one reply in which a secret stands. */
export function presentWithSecret({ view, shown }: { view: IntegrationView; shown: ShownToken }): IntegrationWithToken {
  const { id, last4, createdAt } = shown.token
  const token: NewToken = { id, secret: shown.secret, last4, createdAt: createdAt.toISOString() }
  return { integration: presentIntegration(view), token }
}

export function presentClient(client: Awaited<ReturnType<typeof listClients>>[number]) {
  const { tokenId, network, userAgent, clientName, firstSeenAt, lastSeenAt, calls } = client
  return {
    tokenId,
    network,
    userAgent,
    clientName,
    firstSeenAt: firstSeenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    calls,
  }
}

export function presentMember({ user, membership, permissions, lastSeenAt }: MemberView): Member {
  return {
    user: presentUser(user),
    role: membership.role,
    roleName: nameOfRole(membership),
    overrides: presentOverrides(membership.overrides),
    permissions,
    decisions: PERMISSION_NAMES.map(permission => presentDecision(membership, permission)),
    lastSeenAt: momentOrNull(lastSeenAt),
    version: membership.version,
  }
}

export function presentOverrides(overrides: PermissionOverrides): Record<string, 'allow' | 'deny'> {
  return Object.fromEntries(Object.entries(overrides).map(([name, isAllowed]) => [name, isAllowed ? 'allow' : 'deny']))
}

function presentDecision(membership: MemberView['membership'], permission: Permission): Member['decisions'][number] {
  const { isAllowed, source, covering } = decide(membership, permission)
  const own = membership.overrides[permission]
  return {
    ...{ permission, label: PERMISSIONS[permission].label, group: groupOf(permission), allowed: isAllowed },
    choice: own === undefined ? 'inherit' : own ? 'allow' : 'deny',
    from: source,
    ...(covering !== undefined && { covering }),
  }
}

export function presentUser({ id, email, name }: Pick<User, 'id' | 'email' | 'name'>) {
  return { id, email, name }
}

/** Where somebody is signed in; nothing of it opens anything. */
export function presentSession({ id, method, createdAt, lastSeenAt, expiresAt, ip, userAgent }: Session) {
  return {
    ...{ id, method, createdAt: createdAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() },
    ...{ expiresAt: expiresAt.toISOString(), ip: ip ?? null, userAgent: userAgent ?? null },
  }
}

export function presentAccess({ account, companyId, role, permissions }: AccountAccess) {
  const { id, kind, name } = account
  return { id, kind, name, ...presentWireIds({ ...account, companyId }), role: role ?? null, permissions }
}

/** The account's ids on API v2.0: a location's is its locationId, an agency's its companyId. */
export function presentWireIds({
  kind,
  wireId,
  companyId,
}: {
  kind: string
  wireId: string
  companyId?: string | undefined
}) {
  return kind === 'agency'
    ? { locationId: null, companyId: wireId }
    : { locationId: wireId, companyId: companyId ?? null }
}

/** A scope with the calls of API v2.0 that it opens, from the route table itself. */
export function presentScope(scope: Scope, operations: Services['operations']) {
  const { onlyFor: _, events, ...row } = scope
  const opened = operations.filter(operation => operation.scope === row.scope)
  return {
    ...row,
    events: [...events],
    operations: opened.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`),
  }
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

export function momentOrNull(at: Date | undefined): string | null {
  return at?.toISOString() ?? null
}

function presentToken({ id, last4, createdAt, createdBy, lastUsedAt, endsAt }: Token) {
  return {
    id,
    last4,
    createdAt: createdAt.toISOString(),
    createdBy,
    lastUsedAt: momentOrNull(lastUsedAt),
    endsAt: momentOrNull(endsAt),
  }
}
