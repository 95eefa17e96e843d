import type { CommandSpec } from '../command.ts'
import { accountsCommand, scopesCommand } from './accounts.ts'
import { apiKeysCreateCommand, apiKeysListCommand, apiKeysMigrateCommand, apiKeysRevokeCommand } from './api-keys.ts'
import { auditCommand, auditVerifyCommand } from './audit.ts'
import { backupCommand, restoreCommand } from './backups.ts'
import { doctorCommand } from './doctor.ts'
import { importCommand } from './imports.ts'
import { createCommand, editCommand } from './integration-drafts.ts'
import { deleteCommand, disableCommand, enableCommand, listCommand, showCommand } from './integrations.ts'
import { cancelCommand, expireNowCommand, extendCommand, reissueCommand, rotateCommand } from './rotations.ts'
import { migrateCommand, serveCommand, versionCommand } from './server.ts'
import { signInCommand, signOutCommand } from './session.ts'

/** Every command, in the order of the overview. */
export const COMMANDS: readonly CommandSpec[] = [
  serveCommand,
  migrateCommand,
  backupCommand,
  restoreCommand,
  doctorCommand,
  listCommand,
  createCommand,
  showCommand,
  editCommand,
  disableCommand,
  enableCommand,
  deleteCommand,
  rotateCommand,
  cancelCommand,
  expireNowCommand,
  extendCommand,
  reissueCommand,
  importCommand,
  auditCommand,
  auditVerifyCommand,
  apiKeysListCommand,
  apiKeysCreateCommand,
  apiKeysRevokeCommand,
  apiKeysMigrateCommand,
  accountsCommand,
  scopesCommand,
  signInCommand,
  signOutCommand,
  versionCommand,
]
