import { setTimeout as sleep } from 'node:timers/promises'
import type { Deps } from '../actions/deps.ts'
import { type SendDeps, sendMails, writeLetters } from '../actions/mails.ts'
import { sweepNotices } from '../actions/notice-sweep.ts'
import { type NoticeDeps, tellPeople } from '../actions/notices.ts'
import { remindInTurn } from '../actions/reminders.ts'
import { recordRetiredUses } from '../actions/retired-secrets.ts'
import type { Mailer } from '../lib/mailer.ts'
import type { RetiredSecrets } from '../verify/retired-secrets.ts'
import { repeat } from './repeat.ts'

const EVERY_MS = 1000
/** What is due comes by the minute and by the hour: one of all nodes takes each turn, and the others need not ask each second. */
const REMIND_EVERY_MS = 5000
/** A mail server that says nothing must not hold up a stop: its letter is tried again when the lease is over. */
const STOP_MS = 2000
/** A secret that ends is known as ended after this, at the latest. */
const REFRESH_EVERY_MS = 2000
const SWEEP_EVERY_MS = 3_600_000

/** What the timers of notices ask for. */
type NoticeJobs = Deps & { mailer?: Mailer; retired: RetiredSecrets }

/** The timers that tell people: reminders become events, events notices, notices letters, letters mail. */
export function startNotices(deps: NoticeJobs): { stop(): Promise<void> } {
  const { mailer, retired } = deps
  const telling: NoticeDeps = { ...deps, canMail: mailer !== undefined }
  const jobs = [
    repeat(deps, { name: 'reminders.write', everyMs: REMIND_EVERY_MS, run: () => remindInTurn(deps) }),
    repeat(deps, { name: 'notices.tell', everyMs: EVERY_MS, run: () => tellAndWrite(telling) }),
    repeat(deps, { name: 'retired_secrets.refresh', everyMs: REFRESH_EVERY_MS, run: () => retired.refresh() }),
    repeat(deps, { name: 'retired_secrets.record', everyMs: EVERY_MS, run: () => writeRetiredUses(deps) }),
    repeat(deps, { name: 'notices.sweep', everyMs: SWEEP_EVERY_MS, run: () => sweepNotices(deps) }),
  ]
  if (mailer !== undefined) {
    const sending: SendDeps = { ...deps, mailer }
    jobs.push(repeat(deps, { name: 'mails.send', everyMs: EVERY_MS, run: () => sendMails(sending) }))
  }
  return {
    async stop() {
      await Promise.race([Promise.all(jobs.map(job => job.stop())), sleep(STOP_MS, undefined, { ref: false })])
      mailer?.close()
    },
  }
}

/** What comes together is told together: the letters are written when nothing more waits. */
async function tellAndWrite(deps: NoticeDeps): Promise<void> {
  while ((await tellPeople(deps)) > 0);
  if (deps.canMail) await writeLetters(deps)
}

/** What cannot be written now is tried again at the next turn. */
async function writeRetiredUses({ retired, ...deps }: NoticeJobs): Promise<void> {
  const uses = retired.take()
  await recordRetiredUses(deps, uses).catch(error => {
    retired.putBack(uses)
    throw error
  })
}
