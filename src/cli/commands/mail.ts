import { defineCommand } from '../command.ts'
import { CommandFailure } from '../failure.ts'

export const mailTestCommand = defineCommand<{ to: string }>({
  path: 'mail test',
  group: 'Server',
  says: 'Send a test letter by the mail server that SMTP_URL names.',
  more: ['It is sent at once, not queued, so that what is wrong is told here.'],
  options: [{ flags: '--to <address>', says: 'who gets it', isRequired: true }],
  examples: ['pit mail test --to mara@example.com'],
  async run({ ports }, { to }) {
    if (!/^[^\s@<>,;]{1,64}@[^\s@<>,;]{1,190}$/.test(to)) {
      throw new CommandFailure('usage_invalid', 'invalid', {
        says: '--to must be one address such as mara@example.com.',
      })
    }
    const { server, from } = await ports.sendTestMail(to)
    return {
      data: { to, from, server },
      lines: [`${server} took a letter from ${from} to ${to}. Look whether it arrives.`],
    }
  },
})
