import type { Deps } from '../actions/deps.ts'
import { type SendDeps, sendMails, writeLetters } from '../actions/mails.ts'
import { sweepNotices } from '../actions/notice-sweep.ts'
import { type NoticeDeps, tellPeople } from '../actions/notices.ts'
import { remindInTurn } from '../actions/reminders.ts'
import type { Mailer } from '../lib/mailer.ts'
import { repeat } from './repeat.ts'

const EVERY_MS = 1000
const SWEEP_EVERY_MS = 3_600_000

/** The timers that tell people: reminders become events, events notices, notices letters, letters mail. */
export function startNotices(deps: Deps & { mailer?: Mailer }): { stop(): Promise<void> } {
  const { mailer } = deps
  const telling: NoticeDeps = { ...deps, canMail: mailer !== undefined }
  const jobs = [
    repeat(deps, { name: 'reminders.write', everyMs: EVERY_MS, run: () => remindInTurn(deps) }),
    repeat(deps, { name: 'notices.tell', everyMs: EVERY_MS, run: () => tellAndWrite(telling) }),
    repeat(deps, { name: 'notices.sweep', everyMs: SWEEP_EVERY_MS, run: () => sweepNotices(deps) }),
  ]
  if (mailer !== undefined) {
    const sending: SendDeps = { ...deps, mailer }
    jobs.push(repeat(deps, { name: 'mails.send', everyMs: EVERY_MS, run: () => sendMails(sending) }))
  }
  return {
    async stop() {
      await Promise.all(jobs.map(job => job.stop()))
      mailer?.close()
    },
  }
}

/** What comes together is told together: the letters are written when nothing more waits. */
async function tellAndWrite(deps: NoticeDeps): Promise<void> {
  while ((await tellPeople(deps)) > 0);
  if (deps.canMail) await writeLetters(deps)
}
