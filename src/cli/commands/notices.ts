import type { Notification, NotificationPreferences } from '../../contract/notifications.ts'
import { NOTICE_KIND_NAMES, type NoticeKind } from '../../domain/notice.ts'
import { invalid } from '../../domain/problem.ts'
import { defineCommand, type Run, type WhereOptions } from '../command.ts'
import { readWhole } from '../input.ts'
import { chooseAccount } from '../locate.ts'
import { sayAgo } from '../moments.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'
import { renderTable, wrap } from '../table.ts'

const LIMIT_DEFAULT = 25

export const noticesListCommand = defineCommand<WhereOptions & { unread?: boolean; limit?: number }>({
  path: 'notices list',
  group: 'Accounts',
  says: 'Show what you are told of the account, newest first.',
  more: ['On this machine, without --url, the operator sees what anybody is told, each event once.'],
  options: [
    { flags: '--unread', says: 'only what is unread' },
    { flags: '--limit <number>', says: `how many, at most 100 (${LIMIT_DEFAULT})`, parse: readWhole('--limit') },
  ],
  isRemote: true,
  examples: ['pit notices list --unread'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const query = { isUnreadOnly: options.unread ?? false, limit: options.limit ?? LIMIT_DEFAULT }
      const page = await office.listNotifications(account.id, query)
      return { data: page, lines: noticeLines(page.items, run, office.clock.now()) }
    }),
})

function noticeLines(items: readonly Notification[], { screen }: Run, now: Date): string[] {
  if (items.length === 0) return ['No notices.']
  return items.flatMap(({ id, title, sentence, createdAt, readAt, email }, index) => [
    ...(index === 0 ? [] : ['']),
    `${readAt === null ? screen.bold(plain(title)) : plain(title)}  ${screen.dim(sayAgo(createdAt, now))}`,
    ...wrap(plain(sentence), screen.columns, '  '),
    screen.dim(`  ${id}${email.state === 'failed' ? ', could not be mailed' : ''}`),
  ])
}

export const noticesReadCommand = defineCommand<WhereOptions & { all?: boolean }>({
  path: 'notices read',
  group: 'Accounts',
  says: 'Mark a notice of yours as read, or with --all every one.',
  args: [{ name: '[id]', says: 'the notice’s id (ntf_…)' }],
  options: [{ flags: '--all', says: 'every notice of the account' }],
  isRemote: true,
  examples: ['pit notices read --all', 'pit notices read ntf_0Fh3Tz9QwErTy1Ui2Op3'],
  run: (run, options, [id]) =>
    withOffice(run, options, async office => {
      if ((id === undefined) === (options.all !== true)) throw invalid('id', 'must be given, or --all')
      const account = await chooseAccount(run, office, options)
      if (id === undefined) {
        await office.readAllNotifications(account.id)
        return { data: { unread: 0 }, lines: ['All notices are marked as read.'] }
      }
      const notification = await office.readNotification(account.id, id)
      return { data: { notification }, lines: [`Read: ${plain(notification.title)}`] }
    }),
})

const SWITCH = ['on', 'off'] as const
type Switch = (typeof SWITCH)[number]

export const noticesChooseCommand = defineCommand<WhereOptions & { inApp?: Switch; email?: Switch }>({
  path: 'notices choose',
  group: 'Accounts',
  says: 'Choose by which ways you hear of what; without a kind, show your choices.',
  args: [{ name: '[kind]', says: `one of ${NOTICE_KIND_NAMES.join(', ')}` }],
  options: [
    { flags: '--in-app <switch>', says: 'in the list of notices', choices: SWITCH },
    { flags: '--email <switch>', says: 'by e-mail', choices: SWITCH },
  ],
  isRemote: true,
  examples: ['pit notices choose', 'pit notices choose rotation --email on'],
  run: (run, options, [kind]) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const choice = { ...isOn('inApp', options.inApp), ...isOn('email', options.email) }
      if (kind === undefined) return preferences(run, await office.getNotificationPreferences(account.id))
      if (!isKind(kind)) throw invalid('kind', `must be one of ${NOTICE_KIND_NAMES.join(', ')}`)
      if (Object.keys(choice).length === 0) throw invalid('choice', 'must be --in-app, --email or both')
      return preferences(run, await office.chooseNotices(account.id, kind, choice))
    }),
})

const isOn = (channel: 'inApp' | 'email', wanted: Switch | undefined) =>
  wanted === undefined ? {} : { [channel]: wanted === 'on' }

function isKind(text: string): text is NoticeKind {
  return NOTICE_KIND_NAMES.some(kind => kind === text)
}

function preferences({ screen }: Run, data: NotificationPreferences) {
  const word = (value: boolean) => (value ? 'on' : 'off')
  const rows = data.kinds.map(({ kind, label, inApp, email, reachesYou }) => [
    ...[kind, label, word(inApp), word(email)],
    reachesYou ? '' : 'your permissions keep these from you',
  ])
  const columns = [
    { title: 'kind' },
    { title: 'what', yields: true },
    { title: 'in app' },
    { title: 'e-mail' },
    { title: '' },
  ]
  return { data, lines: renderTable(columns, rows, screen) }
}
