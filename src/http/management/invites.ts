import { createEmailLink as createEmailLinkAction } from '../../actions/email-changes.ts'
import * as actions from '../../actions/invites.ts'
import { addLocation as addLocationAction } from '../../actions/locations.ts'
import { createPasswordReset as createResetAction } from '../../actions/passwords.ts'
import {
  ADD_LOCATION,
  CREATE_EMAIL_LINK,
  CREATE_INVITE,
  CREATE_PASSWORD_RESET,
  LIST_INVITES,
  REVOKE_INVITE,
} from '../../contract/invites.ts'
import { linkTo } from '../../domain/links.ts'
import { presentOverrides, presentWireIds } from './present.ts'
import { actorOf, handle } from './route.ts'

export const listInvites = handle(LIST_INVITES, {
  run: ({ deps, params, ...call }) => actions.listInvites(deps, actorOf(call), params),
  present: invites => ({ items: invites.map(presentInvite) }),
})

export const createInvite = handle(CREATE_INVITE, {
  run: ({ deps, params, body, ...call }) =>
    actions.createInvite(deps, actorOf(call), { ...body, accountId: params.accountId }),
  present: ({ invite, secret }, { services }) => ({
    invite: presentInvite(invite),
    link: linkTo('invite', services.publicUrl, secret),
  }),
})

export const revokeInvite = handle(REVOKE_INVITE, {
  run: ({ deps, params, ...call }) => actions.revokeInvite(deps, actorOf(call), params),
  present: () => undefined,
})

export const createPasswordReset = handle(CREATE_PASSWORD_RESET, {
  run: ({ deps, params, ...call }) => createResetAction(deps, actorOf(call), params),
  present: ({ secret, expiresAt }, { services }) => ({
    link: linkTo('passwordReset', services.publicUrl, secret),
    expiresAt: expiresAt.toISOString(),
  }),
})

export const createEmailLink = handle(CREATE_EMAIL_LINK, {
  run: ({ deps, params, body, ...call }) => createEmailLinkAction(deps, actorOf(call), { ...params, ...body }),
  present: ({ secret, expiresAt }, { services }) => ({
    link: linkTo('emailChange', services.publicUrl, secret),
    expiresAt: expiresAt.toISOString(),
  }),
})

export const addLocation = handle(ADD_LOCATION, {
  run: ({ deps, params, body, ...call }) =>
    addLocationAction(deps, actorOf(call), { ...body, accountId: params.accountId }),
  present: account => {
    const { id, kind, name, timezone } = account
    return { account: { id, kind, name, locationId: presentWireIds(account).locationId, timezone } }
  },
})

function presentInvite({ id, email, role, overrides, createdBy, createdAt, expiresAt }: actions.Invite) {
  return {
    ...{ id, email, role, overrides: presentOverrides(overrides), createdBy },
    ...{ createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() },
  }
}
