import type { Integration } from '../../contract/integrations.ts'
import type { IntegrationState } from '../../domain/integration.ts'
import { defineCommand, type Run, type WhereOptions } from '../command.ts'
import { impactOf, requireConsent } from '../consent.ts'
import { integrationDetails, integrationTable, nameOf } from '../integration-text.ts'
import { chooseAccount, locate } from '../locate.ts'
import { type Client, type Office, type Ref, SELF } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'

/** What a command on one integration takes as its argument. */
export const INTEGRATION = { name: 'id', says: 'the integration’s id (int_…) or its exact name' }

export const listCommand = defineCommand<WhereOptions & { state?: IntegrationState; search?: string }>({
  path: 'integrations list',
  group: 'Integrations',
  says: 'List the account’s private integrations, newest first.',
  options: [
    { flags: '--state <state>', says: 'only those in this state', choices: ['live', 'disabled', 'expired'] },
    { flags: '--search <text>', says: 'only those with this text in their name or description' },
  ],
  isRemote: true,
  examples: ['pit integrations list', 'pit integrations list --search sync --json'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const items = await listAll(office, account.id, options)
      const empty = ['No integrations here. Make one with "pit integrations create".']
      const lines = items.length === 0 ? empty : integrationTable(items, run.screen, office.clock.now())
      return { data: { items }, lines }
    }),
})

async function listAll(office: Office, accountId: string, options: { state?: IntegrationState; search?: string }) {
  const items: Integration[] = []
  let cursor: string | undefined
  do {
    const page = await office.listIntegrations(accountId, { state: options.state, q: options.search, cursor })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return items
}

export const showCommand = defineCommand<WhereOptions>({
  path: 'integrations show',
  group: 'Integrations',
  says: 'Show one integration: its scopes, its rotation, and who calls with which token.',
  args: [INTEGRATION],
  isRemote: true,
  examples: ['pit integrations show int_0Fh3Tz9QwErTy1Ui2Op3', 'pit integrations show "Order sync" --json'],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref, integration } = await locate(run, office, { wanted, options })
      const clients = await clientsOf(office, ref)
      const lines = integrationDetails(integration, clients, { ...run.screen, now: office.clock.now() })
      return { data: { integration, clients }, lines }
    }),
})

/** A token that acts on itself sees its integration and no clients. */
async function clientsOf(office: Office, ref: Ref): Promise<Client[]> {
  return ref.integrationId === SELF ? [] : office.listClients(ref)
}

export const deleteCommand = defineCommand<WhereOptions & { yes?: boolean }>({
  path: 'integrations delete',
  group: 'Integrations',
  says: 'Delete an integration: every one of its tokens dies at once.',
  more: ['Its history stays in the audit log. Without a terminal to ask, --yes is needed.'],
  args: [INTEGRATION],
  options: [{ flags: '--yes', says: 'do not ask' }],
  isRemote: true,
  examples: ['pit integrations delete "Order sync"', 'pit integrations delete int_0Fh3Tz9QwErTy1Ui2Op3 --yes'],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref, integration } = await locate(run, office, { wanted, options })
      const impact = await impactOf(office, ref)
      const question = `Delete ${nameOf(integration)}, so that its tokens stop now?`
      await requireConsent(run, { question, impact, isGiven: options.yes })
      await office.deleteIntegration(ref)
      const data = { deleted: { id: integration.id, name: integration.name } }
      return { data, lines: [`Deleted ${nameOf(integration)}. Its tokens are refused from now on.`] }
    }),
})

export const disableCommand = switchCommand({
  path: 'disable',
  says: 'Refuse an integration’s requests until it is enabled again.',
  more: ['Its tokens stay as they are.'],
  isDisabled: true,
  done: integration => `Disabled ${nameOf(integration)}. Its requests are refused from now on; its tokens stay.`,
})

export const enableCommand = switchCommand({
  path: 'enable',
  says: 'Accept a disabled integration’s requests again.',
  more: [],
  isDisabled: false,
  done: integration => `Enabled ${nameOf(integration)}. Its tokens are accepted again.`,
})

interface Switch {
  path: string
  says: string
  more: string[]
  isDisabled: boolean
  done: (integration: Integration) => string
}

function switchCommand({ path, says, more, isDisabled, done }: Switch) {
  return defineCommand<WhereOptions>({
    path,
    group: 'Integrations',
    says,
    more,
    args: [INTEGRATION],
    isRemote: true,
    examples: [`pit ${path} "Order sync"`],
    run: (run: Run, options: WhereOptions, [wanted = '']) =>
      withOffice(run, options, async office => {
        const { ref } = await locate(run, office, { wanted, options })
        const integration = await office.setDisabled(ref, isDisabled)
        return { data: { integration }, lines: [plain(done(integration))] }
      }),
  })
}
