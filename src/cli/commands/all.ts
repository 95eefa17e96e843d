import type { CommandSpec } from '../command.ts'
import { addAccountCommand } from './account-additions.ts'
import { accountsCommand, scopesCommand } from './accounts.ts'
import { apiKeysCreateCommand, apiKeysListCommand, apiKeysMigrateCommand, apiKeysRevokeCommand } from './api-keys.ts'
import { auditCommand, auditVerifyCommand } from './audit.ts'
import { backupCommand, restoreCommand } from './backups.ts'
import { calendarCloseCommand, calendarCreateCommand, calendarShowCommand } from './calendar.ts'
import { webhooksDeliveriesCommand, webhooksRedeliverCommand, webhooksTestCommand } from './deliveries.ts'
import { doctorCommand } from './doctor.ts'
import { importCommand } from './imports.ts'
import { createCommand, editCommand } from './integration-drafts.ts'
import { deleteCommand, disableCommand, enableCommand, listCommand, showCommand } from './integrations.ts'
import { mailTestCommand } from './mail.ts'
import { changeEmailCommand, memberSignOutCommand, removeFactorsCommand } from './member-security.ts'
import {
  inviteCommand,
  listMembersCommand,
  memberRoleCommand,
  removeMemberCommand,
  resetPasswordCommand,
} from './members.ts'
import { noticesChooseCommand, noticesListCommand, noticesReadCommand } from './notices.ts'
import { dryRunCommand, retiredSecretsCommand, safeToExpireCommand } from './retirement.ts'
import { cancelCommand, expireNowCommand, extendCommand, reissueCommand, rotateCommand } from './rotations.ts'
import { migrateCommand, serveCommand, versionCommand } from './server.ts'
import { signInCommand, signOutCommand } from './session.ts'
import { callsCommand, usageCommand } from './usage.ts'
import { rotateWebhookKeyCommand } from './webhook-keys.ts'
import {
  webhooksAddCommand,
  webhooksDisableCommand,
  webhooksEnableCommand,
  webhooksEventsCommand,
  webhooksListCommand,
  webhooksRemoveCommand,
  webhooksRotateSecretCommand,
} from './webhooks.ts'
import { webhooksEditCommand } from './webhooks-edit.ts'
import { webhooksListenCommand } from './webhooks-listen.ts'

/** Every command, in the order of the overview. */
export const COMMANDS: readonly CommandSpec[] = [
  serveCommand,
  migrateCommand,
  backupCommand,
  restoreCommand,
  doctorCommand,
  mailTestCommand,
  rotateWebhookKeyCommand,
  listCommand,
  createCommand,
  showCommand,
  editCommand,
  disableCommand,
  enableCommand,
  deleteCommand,
  dryRunCommand,
  rotateCommand,
  cancelCommand,
  expireNowCommand,
  extendCommand,
  reissueCommand,
  safeToExpireCommand,
  retiredSecretsCommand,
  importCommand,
  usageCommand,
  callsCommand,
  webhooksListCommand,
  webhooksAddCommand,
  webhooksEditCommand,
  webhooksEnableCommand,
  webhooksDisableCommand,
  webhooksRemoveCommand,
  webhooksRotateSecretCommand,
  webhooksTestCommand,
  webhooksDeliveriesCommand,
  webhooksRedeliverCommand,
  webhooksListenCommand,
  webhooksEventsCommand,
  auditCommand,
  auditVerifyCommand,
  apiKeysListCommand,
  apiKeysCreateCommand,
  apiKeysRevokeCommand,
  apiKeysMigrateCommand,
  noticesListCommand,
  noticesReadCommand,
  noticesChooseCommand,
  calendarShowCommand,
  calendarCreateCommand,
  calendarCloseCommand,
  accountsCommand,
  addAccountCommand,
  listMembersCommand,
  inviteCommand,
  memberRoleCommand,
  removeMemberCommand,
  resetPasswordCommand,
  changeEmailCommand,
  memberSignOutCommand,
  removeFactorsCommand,
  scopesCommand,
  signInCommand,
  signOutCommand,
  versionCommand,
]
