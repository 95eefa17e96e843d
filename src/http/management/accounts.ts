import {
  changeLabs as changeLabsAction,
  changePolicies as changePoliciesAction,
  getAccount,
  listScopes as listScopesAction,
} from '../../actions/accounts.ts'
import { listClients as listClientsAction } from '../../actions/clients.ts'
import { CHANGE_LABS, CHANGE_POLICIES, GET_LABS, GET_POLICIES, LIST_SCOPES } from '../../contract/accounts.ts'
import { LIST_CLIENTS } from '../../contract/clients.ts'
import type { Account } from '../../domain/account.ts'
import { LABS_FEATURES } from '../../domain/labs.ts'
import { momentOrNull, presentClient, presentScope } from './present.ts'
import { actorOf, handle } from './route.ts'

export const listScopes = handle(LIST_SCOPES, {
  run: ({ deps, params, ...call }) => listScopesAction(deps, actorOf(call), params),
  present: (scopes, { services }) => scopes.map(scope => presentScope(scope, services.operations)),
})

export const getLabs = handle(GET_LABS, {
  run: ({ deps, params, ...call }) => getAccount(deps, actorOf(call), params),
  present: presentLabs,
})

export const changeLabs = handle(CHANGE_LABS, {
  run: ({ deps, params, body, ...call }) =>
    changeLabsAction(deps, actorOf(call), { accountId: params.accountId, labs: body }),
  present: presentLabs,
})

export const getPolicies = handle(GET_POLICIES, {
  run: ({ deps, params, ...call }) => getAccount(deps, actorOf(call), params),
  present: account => account.policies,
})

export const changePolicies = handle(CHANGE_POLICIES, {
  run: ({ deps, params, body, ...call }) =>
    changePoliciesAction(deps, actorOf(call), { accountId: params.accountId, policies: body }),
  present: account => account.policies,
})

export const listClients = handle(LIST_CLIENTS, {
  run: ({ deps, params, ...call }) => listClientsAction(deps, actorOf(call), params),
  present: clients => ({ items: clients.map(presentClient) }),
})

function presentLabs({ labs, labsChangedAt = {} }: Account) {
  const features = LABS_FEATURES.map(({ feature, ...words }) => ({
    feature,
    isOn: labs[feature],
    ...words,
    changedAt: momentOrNull(labsChangedAt[feature]),
  }))
  return { ...labs, features }
}
