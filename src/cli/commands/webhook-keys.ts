import { defineCommand } from '../command.ts'
import { readWhole } from '../input.ts'
import { untilInterrupted } from '../open-office.ts'

const AFTER_HOURS_DEFAULT = 24
const HOUR_MS = 3_600_000

export const rotateWebhookKeyCommand = defineCommand<{ afterHours?: number }>({
  path: 'keys rotate-webhook-key',
  group: 'Server',
  says: 'Make the next key behind X-GHL-Signature, on this machine’s database.',
  more: [
    'It is published at /.well-known/webhook-keys.json at once and signs later, so that receivers who keep a copy of the list can fetch it in time. The key before it stays published for a week.',
  ],
  options: [
    {
      flags: '--after-hours <hours>',
      says: `when it begins to sign (0 = now; ${AFTER_HOURS_DEFAULT})`,
      parse: readWhole('--after-hours'),
    },
  ],
  examples: ['pit keys rotate-webhook-key', 'pit keys rotate-webhook-key --after-hours 0'],
  async run({ ports }, { afterHours = AFTER_HOURS_DEFAULT }) {
    const { deps, close } = await ports.openOffice()
    try {
      // Here, since with it comes the database's client, for which no other command should wait.
      const { rotateWebhookKey } = await import('../../actions/webhook-keys.ts')
      const activeFrom = new Date(deps.clock.now().getTime() + afterHours * HOUR_MS)
      const keys = await untilInterrupted(ports.signal, rotateWebhookKey(deps, { activeFrom }))
      const shown = keys.map(({ id, activeFrom: from, activeUntil: until }) => ({
        ...{ id, activeFrom: from.toISOString(), activeUntil: until?.toISOString() ?? null },
      }))
      const line = `The key ${shown[0]?.id} signs from ${shown[0]?.activeFrom} on. ${shown.length} keys are published.`
      return { data: { keys: shown }, lines: [line] }
    } finally {
      await close()
    }
  },
})
