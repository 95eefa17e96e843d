import { defineCommand, type WhereOptions } from '../command.ts'
import { requireConsent } from '../consent.ts'
import { chooseAccount } from '../locate.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'
import { memberNamed, PERSON } from './members.ts'

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
