import { listAccountsOf, listScopes } from '../actions/accounts.ts'
import { listClients } from '../actions/clients.ts'
import type { Deps } from '../actions/deps.ts'
import { listIntegrations } from '../actions/integration-list.ts'
import { deleteIntegration, disableIntegration, enableIntegration } from '../actions/integration-switches.ts'
import { createIntegration, editIntegration, getIntegration, type IntegrationChange } from '../actions/integrations.ts'
import { cancelRotation, expireTokenNow, extendOverlap, reissueToken, rotateToken } from '../actions/rotations.ts'
import type { Actor } from '../domain/actor.ts'
import { CommandFailure } from './failure.ts'
import { localApiKeys } from './local-api-keys.ts'
import { localAudit } from './local-audit.ts'
import { localImports } from './local-imports.ts'
import { localNotices } from './local-notices.ts'
import { createLocalPeopleOffice } from './local-people-office.ts'
import { localUsage } from './local-usage.ts'
import { localWebhooks } from './local-webhooks.ts'
import { type IntegrationEdit, type Office, type Ref, SELF } from './office.ts'
import { presentAccount, presentClient, presentIntegration, presentWithSecret } from './present.ts'

const PAGE = 100

/** The office on the local database: the operator acts, and the audit log says so. */
export function createLocalOffice(deps: Deps, operatorName: string, publicUrl: URL): Office {
  const actor: Actor = { kind: 'operator', name: operatorName, origin: {} }
  return {
    place: 'on this machine',
    clock: deps.clock,
    listAccounts: async () => (await listAccountsOf(deps, actor)).map(presentAccount),
    people: createLocalPeopleOffice(deps, actor, publicUrl),
    listScopes: accountId => listScopes(deps, actor, { accountId }),
    async listIntegrations(accountId, query) {
      const page = await listIntegrations(deps, actor, { ...query, accountId, limit: PAGE })
      return { ...page, items: page.items.map(presentIntegration) }
    },
    createIntegration: async (accountId, { expiresAt, ...draft }) => {
      const whole = { description: '', allowedIps: [], limits: {}, ...draft, ...dated(expiresAt) }
      return presentWithSecret(await createIntegration(deps, actor, { accountId, draft: whole }))
    },
    listClients: async ref => (await listClients(deps, actor, known(ref))).map(presentClient),
    ...localImports(deps, actor),
    ...localUsage(deps, actor),
    ...localAudit(deps, actor),
    ...localApiKeys(deps, actor),
    ...localNotices(deps, actor),
    ...localWebhooks(deps, actor),
    ...changes(deps, actor),
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
function changes(deps: Deps, actor: Actor): Changes {
  return {
    getIntegration: async ref => presentIntegration(await getIntegration(deps, actor, known(ref))),
    editIntegration: async (ref, edit, ifVersion) =>
      presentIntegration(await editIntegration(deps, actor, { ...known(ref), change: toChange(edit), ifVersion })),
    deleteIntegration: ref => deleteIntegration(deps, actor, known(ref)),
    setDisabled: async (ref, isDisabled) =>
      presentIntegration(await (isDisabled ? disableIntegration : enableIntegration)(deps, actor, known(ref))),
    rotate: async (ref, input) => presentWithSecret(await rotateToken(deps, actor, { ...known(ref), ...input })),
    cancelRotation: async (ref, isConfirmed) =>
      presentIntegration(await cancelRotation(deps, actor, { ...known(ref), isConfirmed })),
    expireNow: async ref => presentIntegration(await expireTokenNow(deps, actor, known(ref))),
    extendOverlap: async (ref, until) => presentIntegration(await extendOverlap(deps, actor, { ...known(ref), until })),
    reissue: async ref => presentWithSecret(await reissueToken(deps, actor, known(ref))),
  }
}

function toChange({ expiresAt, ...change }: IntegrationEdit): IntegrationChange {
  return expiresAt === null ? { ...change, expiresAt } : { ...change, ...dated(expiresAt) }
}

function dated(expiresAt: string | undefined): { expiresAt?: Date } {
  return expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }
}

/** "self" has a meaning for a token alone, and here nobody holds one. */
function known(ref: Ref): Ref {
  if (ref.integrationId !== SELF) return ref
  throw new CommandFailure('not_possible_by_url', 'invalid', {
    says: '"self" means the integration of a token: it needs --url (or PIT_URL) and PIT_TOKEN_FILE.',
  })
}
