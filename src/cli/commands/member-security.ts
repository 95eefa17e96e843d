import { defineCommand, type WhereOptions } from '../command.ts'
import { requireConsent } from '../consent.ts'
import { chooseAccount } from '../locate.ts'
import { sayMoment } from '../moments.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'
import { memberNamed, ON_LINKS, PERSON } from './members.ts'

export const memberSignOutCommand = defineCommand<WhereOptions>({
  path: 'members sign-out',
  group: 'Accounts',
  says: 'Sign a member out everywhere, at once.',
  isRemote: true,
  args: [PERSON],
  examples: ['pit members sign-out jon@example.com'],
  run: (run, options, [person = '']) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const { user } = await memberNamed(office, account.id, person)
      const ended = await office.people.endSessions(account.id, user.id)
      const said = ended === 0 ? 'was signed in nowhere' : `is signed out; sessions ended: ${ended}`
      return { data: { user, ended }, lines: [`${plain(user.name)} ${said}.`] }
    }),
})

export const removeFactorsCommand = defineCommand<WhereOptions & { yes?: boolean }>({
  path: 'members remove-factors',
  group: 'Accounts',
  says: 'Take a member’s second factors away, for the day the phone and the recovery codes are lost.',
  isRemote: true,
  args: [PERSON],
  options: [{ flags: '--yes', says: 'go on without being asked' }],
  examples: ['pit members remove-factors jon@example.com'],
  run: (run, { yes, ...options }, [person = '']) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const { user } = await memberNamed(office, account.id, person)
      const question = `Take the second factors of ${plain(user.name)} (${plain(user.email)}) away?`
      const impact = [
        'Make sure that it is they who ask. They are signed out everywhere, and the password alone signs in.',
      ]
      await requireConsent(run, { question, impact, isGiven: yes })
      const { isPasswordVoid } = await office.people.removeFactors(account.id, user.id)
      const lines = [`${plain(user.name)} has no second factor now.`]
      if (isPasswordVoid) {
        lines.push(`Their password was too short to stand alone and is void: pit members reset-password ${user.email}`)
      }
      return { data: { user, isPasswordVoid }, lines }
    }),
})

export const changeEmailCommand = defineCommand<WhereOptions>({
  path: 'members change-email',
  group: 'Accounts',
  says: 'Make a link that confirms a member’s new e-mail address.',
  more: [ON_LINKS, 'Until it is opened the old address stays. An earlier link for another address is void.'],
  isRemote: true,
  args: [PERSON, { name: 'email', says: 'the new address' }],
  examples: ['pit members change-email jon@example.com jon.doe@example.com'],
  run: (run, options, [person = '', email = '']) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const { user } = await memberNamed(office, account.id, person)
      const made = await office.people.changeEmail(account.id, user.id, email)
      const until = sayMoment(new Date(made.expiresAt))
      const says = `${plain(user.name)} signs in with ${plain(email)} once this is opened. Until ${until}, once:`
      return { data: { user, email, ...made }, lines: [says, '', made.link] }
    }),
})
