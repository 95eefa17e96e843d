import type { PermissionChange } from '../../actions/members.ts'
import { FIXED_ROLES, type OwnRoleId, type Role } from '../../domain/permission.ts'
import { invalid } from '../../domain/problem.ts'
import { defineCommand, type WhereOptions } from '../command.ts'
import { requireConsent } from '../consent.ts'
import { CommandFailure } from '../failure.ts'
import { readList } from '../input.ts'
import { chooseAccount } from '../locate.ts'
import { sayAgo, sayMoment } from '../moments.ts'
import type { Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import type { MemberRow } from '../people-office.ts'
import { plain } from '../screen.ts'
import { renderTable } from '../table.ts'

export const PERSON = { name: 'person', says: 'the member: their e-mail address or usr_…' }
const ROLE_SAYS = `${FIXED_ROLES.join(', ')}, or the name or id of a role of the account’s own`
export const ON_LINKS =
  'The link is shown this once and good for 24 hours. Hand it over yourself; whoever opens it first uses it up.'

export const listMembersCommand = defineCommand<WhereOptions>({
  path: 'members list',
  group: 'Accounts',
  says: 'List the people of the account with their roles.',
  isRemote: true,
  examples: ['pit members list', 'pit members list --json'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const items = await office.people.listMembers(account.id)
      const now = office.clock.now()
      const rows = items.map(({ user, roleName, lastSeenAt }) => [
        ...[user.id, plain(user.name), plain(user.email), plain(roleName)],
        lastSeenAt === null ? 'never' : sayAgo(lastSeenAt, now),
      ])
      const columns = [
        { title: 'id' },
        { title: 'name', yields: true, style: run.screen.bold },
        ...[{ title: 'e-mail' }, { title: 'role' }, { title: 'last seen' }],
      ]
      return { data: { items }, lines: renderTable(columns, rows, run.screen) }
    }),
})

export const inviteCommand = defineCommand<WhereOptions & { role: string; allow?: string[]; deny?: string[] }>({
  path: 'members invite',
  group: 'Accounts',
  says: 'Make a link by which somebody becomes a member.',
  more: [ON_LINKS, 'It is bound to the e-mail address. An earlier invite for the same address is void.'],
  isRemote: true,
  args: [{ name: 'email', says: 'whom to invite' }],
  options: [
    { flags: '--role <role>', says: ROLE_SAYS, isRequired: true },
    { flags: '--allow <permissions>', says: 'allowed whatever the role says, such as audit.view', parse: readList },
    { flags: '--deny <permissions>', says: 'denied whatever the role says', parse: readList },
  ],
  examples: [
    'pit members invite jon@example.com --role developer',
    'pit members invite jon@example.com --role viewer --allow webhooks.manage',
  ],
  run: (run, { role, allow = [], deny = [], ...options }, [email = '']) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const permissions: Record<string, PermissionChange> = Object.fromEntries([
        ...allow.map(name => [name, 'allow'] as const),
        ...deny.map(name => [name, 'deny'] as const),
      ])
      const wish = { email, role: await roleNamed(office, account.id, role), permissions }
      const made = await office.people.invite(account.id, permissionsOf(wish))
      const until = sayMoment(new Date(made.invite.expiresAt))
      const lines = [
        `Invited ${plain(made.invite.email)} to ${plain(account.name)}. Until ${until}, once:`,
        '',
        made.link,
      ]
      return { data: made, lines }
    }),
})

export const memberRoleCommand = defineCommand<WhereOptions>({
  path: 'members role',
  group: 'Accounts',
  says: 'Give a member another role; effective on their next request.',
  isRemote: true,
  args: [PERSON, { name: 'role', says: ROLE_SAYS }],
  examples: ['pit members role jon@example.com admin'],
  run: (run, options, [person = '', role = '']) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const { user } = await memberNamed(office, account.id, person)
      const member = await office.people.setRole(account.id, user.id, await roleNamed(office, account.id, role))
      return {
        data: { member },
        lines: [`${plain(user.name)} is ${plain(member.roleName)} of ${plain(account.name)}.`],
      }
    }),
})

export const removeMemberCommand = defineCommand<WhereOptions & { yes?: boolean }>({
  path: 'members remove',
  group: 'Accounts',
  says: 'Take somebody out of the account; effective on their next request.',
  isRemote: true,
  args: [PERSON],
  options: [{ flags: '--yes', says: 'go on without being asked' }],
  examples: ['pit members remove jon@example.com'],
  run: (run, { yes, ...options }, [person = '']) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const { user } = await memberNamed(office, account.id, person)
      const question = `Remove ${plain(user.name)} (${plain(user.email)}) from ${plain(account.name)}?`
      const impact = ['Integrations that they made go on working: they belong to the account.']
      await requireConsent(run, { question, impact, isGiven: yes })
      await office.people.removeMember(account.id, user.id)
      return { data: { removed: user }, lines: [`Removed ${plain(user.name)} from ${plain(account.name)}.`] }
    }),
})

export const resetPasswordCommand = defineCommand<WhereOptions>({
  path: 'members reset-password',
  group: 'Accounts',
  says: 'Make a link by which a member sets a new password.',
  more: [ON_LINKS, 'Once the password is set, all sessions of the person end. A second factor stays.'],
  isRemote: true,
  args: [PERSON],
  examples: ['pit members reset-password jon@example.com'],
  run: (run, options, [person = '']) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const { user } = await memberNamed(office, account.id, person)
      const made = await office.people.resetPassword(account.id, user.id)
      const until = sayMoment(new Date(made.expiresAt))
      return { data: { user, ...made }, lines: [`For ${plain(user.email)}, until ${until}, once:`, '', made.link] }
    }),
})

function permissionsOf<Wish extends { permissions: Record<string, PermissionChange> }>(wish: Wish) {
  const { permissions, ...rest } = wish
  return Object.keys(permissions).length === 0 ? rest : { ...rest, permissions }
}

/** The member that an e-mail address or an id names. Throws member_unknown. */
export async function memberNamed(office: Office, accountId: string, wanted: string): Promise<MemberRow> {
  const members = await office.people.listMembers(accountId)
  const found = members.find(({ user }) => user.id === wanted || user.email.toLowerCase() === wanted.toLowerCase())
  if (found !== undefined) return found
  throw new CommandFailure('member_unknown', 'not_found', {
    says: `Nobody in the account is called ${plain(wanted)}.`,
    hint: 'See "pit members list".',
  })
}

async function roleNamed(office: Office, accountId: string, wanted: string): Promise<Role> {
  const fixed = FIXED_ROLES.find(role => role === wanted.toLowerCase())
  if (fixed !== undefined) return fixed
  const roles = await office.people.listRoles(accountId)
  const found = roles.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase())
  if (found === undefined) throw invalid('role', `must be one of: ${roles.map(({ name }) => name).join(', ')}`)
  return found.id as OwnRoleId
}
