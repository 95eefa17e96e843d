import type { Integration } from '../../contract/integrations.ts'
import { Problem } from '../../domain/problem.ts'
import { OVERLAP_HOURS_DEFAULT, OVERLAP_HOURS_LEAST, OVERLAP_HOURS_MOST } from '../../domain/rotation.ts'
import { defineCommand, type Run, type WhereOptions } from '../command.ts'
import { impactOf, requireConsent } from '../consent.ts'
import { readWhole } from '../input.ts'
import { nameOf } from '../integration-text.ts'
import { locate } from '../locate.ts'
import { readMoment, sayMoment, saySpan } from '../moments.ts'
import { type Office, type Ref, SELF } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { withSecretSink } from '../secret-output.ts'
import { SECRET_FILE } from './integration-drafts.ts'
import { INTEGRATION } from './integrations.ts'

const OR_SELF = { ...INTEGRATION, says: `${INTEGRATION.says}, or "self" for the token’s own` }
const EXAMPLE_ID = 'int_0Fh3Tz9QwErTy1Ui2Op3'

interface RotateOptions extends WhereOptions {
  expireNow?: boolean
  overlapHours?: number
  secretFile?: string
  yes?: boolean
}

export const rotateCommand = defineCommand<RotateOptions>({
  path: 'rotate',
  group: 'Rotation',
  says: 'Make a new token; the old one keeps working for an overlap, or ends now.',
  more: [
    `The overlap is ${OVERLAP_HOURS_DEFAULT} hours (7 days) unless said. With --expire-now every earlier token is refused before this command returns: use it after a leak.`,
  ],
  args: [OR_SELF],
  options: [
    {
      flags: '--overlap-hours <number>',
      says: `how long the old token keeps working: ${OVERLAP_HOURS_LEAST} to ${OVERLAP_HOURS_MOST}`,
      parse: readWhole('--overlap-hours'),
    },
    { flags: '--expire-now', says: 'end every earlier token now', conflicts: 'overlapHours' },
    SECRET_FILE,
    { flags: '--yes', says: 'do not ask (with --expire-now)' },
  ],
  isRemote: true,
  examples: [
    'pit rotate "Order sync" --overlap-hours 24',
    `pit rotate ${EXAMPLE_ID} --expire-now --yes`,
    'pit rotate self --secret-file ./new.token',
  ],
  run: (run, options, [wanted = '']) => withOffice(run, options, office => rotate(run, office, { wanted, options })),
})

async function rotate(run: Run, office: Office, { wanted, options }: { wanted: string; options: RotateOptions }) {
  const { ref, integration } = await locate(run, office, { wanted, options })
  if (options.expireNow) {
    const impact = await impactOf(office, ref)
    const question = `Rotate ${nameOf(integration)} and end every earlier token now?`
    await requireConsent(run, { question, impact, isGiven: options.yes })
  }
  return withSecretSink(run, options.secretFile, async sink => {
    const old = options.expireNow ? ('expireNow' as const) : ('expireLater' as const)
    const made = await office.rotate(ref, { old, ...overlapOf(options) })
    const { token, lines } = await sink.show(made)
    const what = `Rotated ${nameOf(made.integration)}.`
    return {
      data: { integration: made.integration, token },
      lines: [what, ...oldTokenLines(made.integration, office.clock.now(), ref), '', ...lines],
    }
  })
}

function overlapOf({ overlapHours }: RotateOptions): { overlapHours?: number } {
  return overlapHours === undefined ? {} : { overlapHours }
}

/** To undo is an admin's to decide; and what a token does next it does as the new one. */
const SELF_NEXT = [
  '  then point PIT_TOKEN_FILE (or PIT_TOKEN) at the new token, and',
  '  end the old one early   pit expire-now self',
]

function oldTokenLines({ id, rotation }: Integration, now: Date, ref?: Ref): string[] {
  if (rotation.state === 'stable') return ['Every earlier token is refused from now on.']
  const endsAt = new Date(rotation.endsAt)
  return [
    `The old token (…${rotation.retiring.last4}) works until ${sayMoment(endsAt)}, for ${saySpan(endsAt.getTime() - now.getTime())}.`,
    ...(ref?.integrationId === SELF
      ? SELF_NEXT
      : [`  end it early   pit expire-now ${id}`, `  undo all       pit cancel-rotation ${id}`]),
  ]
}

export const cancelCommand = defineCommand<WhereOptions & { confirm?: boolean }>({
  path: 'cancel-rotation',
  group: 'Rotation',
  says: 'Cancel a rotation: the old token is current again, the new one is refused from now on.',
  more: ['If the new token has been used, this is refused and names by whom, unless --confirm is given.'],
  args: [INTEGRATION],
  options: [{ flags: '--confirm', says: 'go on although the new token has been used' }],
  isRemote: true,
  examples: ['pit cancel-rotation "Order sync"', `pit cancel-rotation ${EXAMPLE_ID} --confirm`],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref } = await locate(run, office, { wanted, options })
      const integration = await office.cancelRotation(ref, options.confirm === true)
      const { last4 } = integration.rotation.current
      const lines = [
        `Cancelled the rotation of ${nameOf(integration)}.`,
        `The old token (…${last4}) is current again; the new one is refused from now on.`,
      ]
      return { data: { integration }, lines }
    }),
})

export const expireNowCommand = defineCommand<WhereOptions & { yes?: boolean }>({
  path: 'expire-now',
  group: 'Rotation',
  says: 'End the old token of a rotation now instead of at its deadline.',
  more: ['Says who still uses it. Without a terminal to ask, --yes is needed.'],
  args: [OR_SELF],
  options: [{ flags: '--yes', says: 'do not ask' }],
  isRemote: true,
  examples: ['pit expire-now "Order sync"', `pit expire-now ${EXAMPLE_ID} --yes`],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref, integration: before } = await locate(run, office, { wanted, options })
      if (before.rotation.state === 'stable') throw new Problem('rotation_not_in_progress')
      const { id, last4 } = before.rotation.retiring
      const impact = await impactOf(office, ref, id)
      const question = `End the old token (…${last4}) of ${nameOf(before)} now?`
      await requireConsent(run, { question, impact, isGiven: options.yes })
      const integration = await office.expireNow(ref)
      const lines = [`The old token (…${last4}) of ${nameOf(integration)} is refused from now on.`]
      return { data: { integration }, lines }
    }),
})

export const extendCommand = defineCommand<WhereOptions & { until: string }>({
  path: 'extend',
  group: 'Rotation',
  says: 'Let the old token of a rotation work longer, at most 30 days from the rotation’s start.',
  args: [INTEGRATION],
  options: [
    {
      flags: '--until <moment>',
      says: 'the new end: a moment, or +3d for three days after its present end',
      isRequired: true,
    },
  ],
  isRemote: true,
  examples: ['pit extend "Order sync" --until +3d', `pit extend ${EXAMPLE_ID} --until 2026-12-31T18:00Z`],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref, integration: before } = await locate(run, office, { wanted, options })
      if (before.rotation.state === 'stable') throw new Problem('rotation_not_in_progress')
      const until = readMoment('--until', options.until, new Date(before.rotation.endsAt))
      const integration = await office.extendOverlap(ref, until)
      const { last4 } = before.rotation.retiring
      const end = `${sayMoment(until)}, for ${saySpan(until.getTime() - office.clock.now().getTime())}`
      return {
        data: { integration },
        lines: [`The old token (…${last4}) of ${nameOf(integration)} works until ${end}.`],
      }
    }),
})

export const reissueCommand = defineCommand<WhereOptions & { secretFile?: string; yes?: boolean }>({
  path: 'reissue',
  group: 'Rotation',
  says: 'Replace the new token of a rotation, for when it was lost; the old one keeps its deadline.',
  more: [
    'The new token that was lost is refused from then on. If it is in use, this names by whom and asks; without a terminal to ask, --yes is needed then.',
  ],
  args: [INTEGRATION],
  options: [SECRET_FILE, { flags: '--yes', says: 'do not ask' }],
  isRemote: true,
  examples: ['pit reissue "Order sync" --secret-file ./order-sync.token'],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref, integration: before } = await locate(run, office, { wanted, options })
      await requireReissueConsent(run, office, { ref, before, isGiven: options.yes })
      return withSecretSink(run, options.secretFile, async sink => {
        const made = await office.reissue(ref)
        const { token, lines } = await sink.show(made)
        const first = `Made another new token for ${nameOf(made.integration)}; the lost one is refused from now on.`
        return {
          data: { integration: made.integration, token },
          lines: [first, ...oldTokenLines(made.integration, office.clock.now()).slice(0, 1), '', ...lines],
        }
      })
    }),
})

/** A lost token has no users: only one that is in use is worth a question. */
async function requireReissueConsent(
  run: Run,
  office: Office,
  { ref, before, isGiven }: { ref: Ref; before: Integration; isGiven: boolean | undefined },
): Promise<void> {
  const { state, current } = before.rotation
  if (state === 'stable' || current.lastUsedAt === null) return
  const impact = await impactOf(office, ref, current.id)
  const question = `Replace the new token (…${current.last4}) of ${nameOf(before)}, which is in use?`
  await requireConsent(run, { question, impact, isGiven })
}
