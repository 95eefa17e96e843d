import * as accounts from './accounts.ts'
import * as apiKeys from './api-keys.ts'
import * as audit from './audit.ts'
import * as calls from './calls.ts'
import * as contactImports from './contact-imports.ts'
import * as deliveries from './deliveries.ts'
import * as eventFeed from './event-feed.ts'
import * as integrations from './integrations.ts'
import * as invites from './invites.ts'
import * as me from './me.ts'
import * as memberSecurity from './member-security.ts'
import * as members from './members.ts'
import * as notifications from './notifications.ts'
import * as retirement from './retirement.ts'
import * as roles from './roles.ts'
import * as rotations from './rotations.ts'
import type { May, Route } from './route.ts'
import * as session from './session.ts'
import * as signIn from './sign-in.ts'
import * as usage from './usage.ts'
import * as webhooks from './webhook-endpoints.ts'

const READ = 'private-integrations.readonly'
const WRITE = 'private-integrations.write'

const ANYONE: May = { who: 'anyone' }
const CALLER: May = { who: 'caller' }
const PERSON: May = { who: 'person' }
const ITSELF: May = { who: 'token', scope: 'private-integrations.self' }
const MEMBER: May = { who: 'account', permission: 'member', scope: READ }

/** A person's own things in an account: no token has any. */
const OWN: May = { who: 'account', permission: 'member' }

const may = (permission: NonNullable<May['permission']>, scope?: string): May => ({ who: 'account', permission, scope })

const USAGE = may('usage.view', READ)
const VIEW = may('privateIntegrations.view', READ)
const CREATE = may('privateIntegrations.create', WRITE)
const EDIT = may('privateIntegrations.edit', WRITE)
const ROTATE = may('privateIntegrations.rotate', WRITE)
const DELETE = may('privateIntegrations.delete', WRITE)

const IMPORT = may('contacts.import', 'contacts.write')

const HOOKS = may('webhooks.view', READ)
const MANAGE_HOOKS = may('webhooks.manage', WRITE)

const ENDPOINTS = '/accounts/:accountId/webhook-endpoints'
const ENDPOINT = `${ENDPOINTS}/:endpointId`

const MANAGE_MEMBERS = may('members.manage')

const ONE = '/accounts/:accountId/integrations/:integrationId'

/** The management API: who may do what, all of it on this screen. Without a scope a route is closed to tokens. */
export const ROUTES: readonly Route[] = [
  { on: 'POST /session', may: ANYONE, handler: session.signIn },
  { on: 'DELETE /session', may: PERSON, handler: session.signOut },
  { on: 'POST /session/second-factor', may: ANYONE, handler: signIn.finishSignIn },
  { on: 'POST /session/passkey-options', may: ANYONE, handler: signIn.passkeyOptions },
  { on: 'POST /session/passkey', may: ANYONE, handler: signIn.signInByPasskey },
  { on: 'POST /session/reauthenticate', may: PERSON, handler: signIn.reauthenticate },
  { on: 'GET /me', may: CALLER, handler: session.getMe },
  { on: 'GET /me/sessions', may: PERSON, handler: me.listSessions },
  { on: 'DELETE /me/sessions', may: PERSON, handler: me.endSessions },
  { on: 'DELETE /me/sessions/:sessionId', may: PERSON, handler: me.endSession },
  { on: 'GET /me/security', may: PERSON, handler: me.getSecurity },
  { on: 'POST /me/password', may: PERSON, handler: me.changePassword },
  { on: 'POST /me/email', may: PERSON, handler: me.changeEmail },
  { on: 'DELETE /me/email-change', may: PERSON, handler: me.cancelEmailChange },
  { on: 'POST /me/totp', may: PERSON, handler: me.startTotp },
  { on: 'POST /me/totp/confirm', may: PERSON, handler: me.confirmTotp },
  { on: 'DELETE /me/totp', may: PERSON, handler: me.removeTotp },
  { on: 'POST /me/recovery-codes', may: PERSON, handler: me.renewRecoveryCodes },
  { on: 'POST /me/passkeys/options', may: PERSON, handler: me.startPasskey },
  { on: 'POST /me/passkeys', may: PERSON, handler: me.addPasskey },
  { on: 'PATCH /me/passkeys/:passkeyId', may: PERSON, handler: me.renamePasskey },
  { on: 'DELETE /me/passkeys/:passkeyId', may: PERSON, handler: me.removePasskey },

  { on: 'GET /token', may: ITSELF, handler: rotations.getOwnToken },
  { on: 'POST /token/rotate', may: ITSELF, handler: rotations.rotateOwnToken },
  { on: 'POST /token/expire-now', may: ITSELF, handler: rotations.expireOwnOldToken },

  { on: 'GET /accounts/:accountId/scopes', may: VIEW, handler: accounts.listScopes },
  { on: 'GET /accounts/:accountId/integrations', may: VIEW, handler: integrations.listIntegrations },
  { on: 'GET /accounts/:accountId/integrations-summary', may: VIEW, handler: integrations.summarizeIntegrations },
  { on: 'POST /accounts/:accountId/integrations', may: CREATE, handler: integrations.createIntegration },
  { on: `GET ${ONE}`, may: VIEW, handler: integrations.getIntegration },
  { on: `PATCH ${ONE}`, may: EDIT, handler: integrations.editIntegration },
  { on: `DELETE ${ONE}`, may: DELETE, handler: integrations.deleteIntegration },
  { on: `POST ${ONE}/disable`, may: EDIT, handler: integrations.disableIntegration },
  { on: `POST ${ONE}/enable`, may: EDIT, handler: integrations.enableIntegration },
  { on: `POST ${ONE}/rotate`, may: ROTATE, handler: rotations.rotateToken },
  { on: `POST ${ONE}/cancel-rotation`, may: ROTATE, handler: rotations.cancelRotation },
  { on: `POST ${ONE}/expire-now`, may: ROTATE, handler: rotations.expireTokenNow },
  { on: `POST ${ONE}/extend-overlap`, may: ROTATE, handler: rotations.extendOverlap },
  { on: `POST ${ONE}/reissue`, may: ROTATE, handler: rotations.reissueToken },
  { on: `GET ${ONE}/clients`, may: VIEW, handler: accounts.listClients },
  { on: `GET ${ONE}/safe-to-expire`, may: VIEW, handler: retirement.getSafeToExpire },
  { on: `GET ${ONE}/retired-secret-uses`, may: VIEW, handler: retirement.listRetiredSecretUses },
  { on: `POST ${ONE}/scopes/dry-run`, may: VIEW, handler: retirement.dryRunScopes },
  { on: `GET ${ONE}/usage`, may: USAGE, handler: usage.getIntegrationUsage },
  { on: `GET ${ONE}/calls`, may: USAGE, handler: calls.listIntegrationCalls },
  { on: `GET ${ONE}/calls.csv`, may: USAGE, handler: calls.exportIntegrationCalls },
  { on: `GET ${ONE}/audit`, may: may('audit.view'), handler: audit.listIntegrationAuditEntries },

  { on: 'GET /accounts/:accountId/api-keys', may: may('apiKeys.view'), handler: apiKeys.listApiKeys },
  { on: 'POST /accounts/:accountId/api-keys', may: may('apiKeys.manage'), handler: apiKeys.createApiKey },
  { on: 'DELETE /accounts/:accountId/api-keys/:apiKeyId', may: may('apiKeys.manage'), handler: apiKeys.revokeApiKey },
  {
    on: 'POST /accounts/:accountId/api-keys/:apiKeyId/migrate',
    may: may('apiKeys.manage'),
    handler: apiKeys.migrateApiKey,
  },

  { on: 'GET /accounts/:accountId/imports', may: IMPORT, handler: contactImports.listImports },
  { on: 'POST /accounts/:accountId/imports', may: IMPORT, handler: contactImports.createImport },
  { on: 'GET /accounts/:accountId/imports/:importId', may: IMPORT, handler: contactImports.getImport },
  { on: 'GET /accounts/:accountId/imports/:importId/errors', may: IMPORT, handler: contactImports.listImportErrors },
  { on: 'POST /accounts/:accountId/imports/:importId/cancel', may: IMPORT, handler: contactImports.cancelImport },

  { on: 'GET /accounts/:accountId/events-catalogue', may: HOOKS, handler: webhooks.listEvents },
  { on: `POST ${ONE}/listen`, may: MANAGE_HOOKS, handler: eventFeed.startListening },
  { on: `GET ${ONE}/events`, may: HOOKS, handler: eventFeed.readEvents },
  { on: `GET ${ENDPOINTS}`, may: HOOKS, handler: webhooks.listWebhookEndpoints },
  { on: `POST ${ENDPOINTS}`, may: MANAGE_HOOKS, handler: webhooks.createWebhookEndpoint },
  { on: `GET ${ENDPOINT}`, may: HOOKS, handler: webhooks.getWebhookEndpoint },
  { on: `PATCH ${ENDPOINT}`, may: MANAGE_HOOKS, handler: webhooks.editWebhookEndpoint },
  { on: `DELETE ${ENDPOINT}`, may: MANAGE_HOOKS, handler: webhooks.deleteWebhookEndpoint },
  { on: `POST ${ENDPOINT}/rotate-secret`, may: MANAGE_HOOKS, handler: webhooks.rotateSigningSecret },
  { on: `POST ${ENDPOINT}/test`, may: MANAGE_HOOKS, handler: deliveries.testWebhookEndpoint },
  { on: `POST ${ENDPOINT}/redeliver`, may: MANAGE_HOOKS, handler: deliveries.redeliverMany },
  { on: `GET ${ENDPOINT}/deliveries`, may: HOOKS, handler: deliveries.listDeliveries },
  { on: `GET ${ENDPOINT}/deliveries/:deliveryId`, may: HOOKS, handler: deliveries.getDelivery },
  { on: `POST ${ENDPOINT}/deliveries/:deliveryId/redeliver`, may: MANAGE_HOOKS, handler: deliveries.redeliver },
  { on: 'GET /accounts/:accountId/deliveries/:deliveryId', may: HOOKS, handler: deliveries.getDeliveryOfAccount },
  {
    on: 'POST /accounts/:accountId/deliveries/:deliveryId/redeliver',
    may: MANAGE_HOOKS,
    handler: deliveries.redeliverOfAccount,
  },

  { on: 'GET /accounts/:accountId/members', may: may('members.view'), handler: members.listMembers },
  { on: 'GET /accounts/:accountId/members/:userId', may: may('members.view'), handler: members.getMember },
  { on: 'PATCH /accounts/:accountId/members/:userId', may: MANAGE_MEMBERS, handler: members.changeMember },
  { on: 'DELETE /accounts/:accountId/members/:userId', may: MANAGE_MEMBERS, handler: members.removeMember },
  {
    on: 'POST /accounts/:accountId/members/:userId/password-reset',
    may: MANAGE_MEMBERS,
    handler: invites.createPasswordReset,
  },
  {
    on: 'POST /accounts/:accountId/members/:userId/email-change',
    may: MANAGE_MEMBERS,
    handler: invites.createEmailLink,
  },
  {
    on: 'GET /accounts/:accountId/members/:userId/security',
    may: MANAGE_MEMBERS,
    handler: memberSecurity.getMemberSecurity,
  },
  {
    on: 'DELETE /accounts/:accountId/members/:userId/sessions',
    may: MANAGE_MEMBERS,
    handler: memberSecurity.endMemberSessions,
  },
  {
    on: 'DELETE /accounts/:accountId/members/:userId/sessions/:sessionId',
    may: MANAGE_MEMBERS,
    handler: memberSecurity.endMemberSession,
  },
  {
    on: 'DELETE /accounts/:accountId/members/:userId/second-factors',
    may: MANAGE_MEMBERS,
    handler: memberSecurity.removeMemberFactors,
  },
  { on: 'GET /accounts/:accountId/invites', may: may('members.view'), handler: invites.listInvites },
  { on: 'POST /accounts/:accountId/invites', may: MANAGE_MEMBERS, handler: invites.createInvite },
  { on: 'DELETE /accounts/:accountId/invites/:inviteId', may: MANAGE_MEMBERS, handler: invites.revokeInvite },
  { on: 'GET /accounts/:accountId/roles', may: may('members.view'), handler: roles.listRoles },
  { on: 'POST /accounts/:accountId/roles', may: MANAGE_MEMBERS, handler: roles.createRole },
  { on: 'PATCH /accounts/:accountId/roles/:roleId', may: MANAGE_MEMBERS, handler: roles.changeRole },
  { on: 'DELETE /accounts/:accountId/roles/:roleId', may: MANAGE_MEMBERS, handler: roles.deleteRole },
  { on: 'POST /accounts/:accountId/locations', may: may('accounts.manage'), handler: invites.addLocation },

  { on: 'GET /accounts/:accountId/notifications', may: OWN, handler: notifications.listNotifications },
  { on: 'POST /accounts/:accountId/notifications/read-all', may: OWN, handler: notifications.readAllNotifications },
  {
    on: 'POST /accounts/:accountId/notifications/:notificationId/read',
    may: OWN,
    handler: notifications.readNotification,
  },
  {
    on: 'GET /accounts/:accountId/notification-preferences',
    may: OWN,
    handler: notifications.getNotificationPreferences,
  },
  {
    on: 'PATCH /accounts/:accountId/notification-preferences',
    may: OWN,
    handler: notifications.changeNotificationPreferences,
  },
  { on: 'GET /accounts/:accountId/calendar-feed', may: OWN, handler: notifications.getCalendarFeed },
  {
    on: 'POST /accounts/:accountId/calendar-feed',
    may: may('privateIntegrations.view'),
    handler: notifications.createCalendarFeed,
  },
  { on: 'DELETE /accounts/:accountId/calendar-feed', may: OWN, handler: notifications.deleteCalendarFeed },

  { on: 'GET /accounts/:accountId/labs', may: MEMBER, handler: accounts.getLabs },
  { on: 'PATCH /accounts/:accountId/labs', may: may('labs.manage'), handler: accounts.changeLabs },
  { on: 'GET /accounts/:accountId/policies', may: MEMBER, handler: accounts.getPolicies },
  { on: 'PATCH /accounts/:accountId/policies', may: may('policies.manage'), handler: accounts.changePolicies },
  { on: 'GET /accounts/:accountId/usage', may: USAGE, handler: usage.getUsage },
  { on: 'GET /accounts/:accountId/calls', may: USAGE, handler: calls.listCalls },
  { on: 'GET /accounts/:accountId/calls.csv', may: USAGE, handler: calls.exportCalls },
  { on: 'GET /accounts/:accountId/audit', may: may('audit.view'), handler: audit.listAuditEntries },
  { on: 'GET /accounts/:accountId/audit/facets', may: may('audit.view'), handler: audit.listAuditFacets },
  { on: 'GET /accounts/:accountId/audit/verification', may: may('audit.view'), handler: audit.verifyAudit },
  { on: 'GET /accounts/:accountId/audit/export.csv', may: may('audit.view'), handler: audit.exportCsv },
  { on: 'GET /accounts/:accountId/audit/export.json', may: may('audit.view'), handler: audit.exportJson },
]
