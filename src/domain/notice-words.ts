import { type Say, shownText } from './say.ts'
import { SCOPES } from './scope.ts'

const LABELS = new Map(SCOPES.map(({ scope, label }) => [scope, `“${label}”`]))

/** What a notice says: a title for lists and subjects, and one or two sentences that stand by themselves. */
export interface NoticeWords {
  title: string
  sentence: string
}

type Body = Record<string, unknown>

/** What an event's body tells, read without trust in its shape: bodies of older releases lack fields. */
interface Told {
  body: Body
  name: string
  who: string
  before: Body
  after: Body
  say: Say
}

type Words = (told: Told) => NoticeWords

/** The words for an event, with dates in the account's time zone. */
export function noticeWords(type: string, body: Body, say: Say): NoticeWords {
  const words = Object.hasOwn(WORDS, type) ? WORDS[type] : undefined
  const told = {
    body,
    name: `“${nameOf(body.integration) || 'an integration'}”`,
    who: nameOf(body.actor) || 'Somebody',
    before: recordOf(body.before),
    after: recordOf(body.after),
    say,
  }
  return words?.(told) ?? { title: type, sentence: 'Something happened that this release has no words for.' }
}

const WORDS: Readonly<Record<string, Words>> = {
  'private_integration.created': ({ name, who, after }) => ({
    title: `New integration ${name}`,
    sentence: `${who} created ${name} with the token ${ending(after.current)}. It may: ${permissionsOf(after.scopes).join(', ') || 'nothing yet'}.`,
  }),
  'private_integration.updated': ({ name, who, after }) => ({
    title: `${name} was edited`,
    sentence: `${who} changed ${listOf(Object.keys(after), 'details')} of ${name}. Its token stays the same.`,
  }),
  'private_integration.scopes_changed': ({ name, who, before, after }) => ({
    title: `Permissions of ${name} changed`,
    sentence: `${who} changed what ${name} may do: ${scopeChange(before.scopes, after.scopes)}. Its token stays the same.`,
  }),
  'private_integration.disabled': ({ name, who }) => ({
    title: `${name} was disabled`,
    sentence: `${who} disabled ${name}. Its requests are refused until it is enabled again; its token stays the same.`,
  }),
  'private_integration.enabled': ({ name, who }) => ({
    title: `${name} was enabled`,
    sentence: `${who} enabled ${name}. Its requests are accepted again.`,
  }),
  'private_integration.deleted': ({ name, who }) => ({
    title: `${name} was deleted`,
    sentence: `${who} deleted ${name}. All of its tokens are dead.`,
  }),
  'private_integration.rotation_started': ({ name, who, after, say }) => ({
    title: `Rotation of ${name} started`,
    sentence: `${who} rotated the token of ${name}. The new one is ${ending(after.current)}; the old one, ${ending(after.retiring)}, works until ${say.moment(after.endsAt)}.`,
  }),
  'private_integration.rotated': ({ name, who, after }) => ({
    title: `Token of ${name} replaced`,
    sentence: `${who} replaced the token of ${name} by ${ending(after.current)}. Every earlier one is dead.`,
  }),
  'private_integration.rotation_extended': ({ name, who, after, say }) => ({
    title: `Overlap of ${name} extended`,
    sentence: `${who} extended the overlap of ${name}: the old token, ${ending(after.retiring)}, works until ${say.moment(after.endsAt)}.`,
  }),
  'private_integration.rotation_cancelled': ({ name, who, before, after }) => ({
    title: `Rotation of ${name} cancelled`,
    sentence: `${who} cancelled the rotation of ${name}. The token ${ending(after.current)} is current again; the new one, ${ending(before.current)}, is dead.`,
  }),
  'private_integration.token_reissued': ({ name, who, before, after, say }) => ({
    title: `New token of ${name} reissued`,
    sentence: `${who} made the new token of ${name} once more: ${ending(after.current)} takes the place of ${ending(before.current)}, which is dead. The old one, ${ending(after.retiring)}, works until ${say.moment(after.endsAt)}.`,
  }),
  'private_integration.rotation_ended': ({ body, name, who, before, after }) => ({
    title: `Rotation of ${name} ended`,
    sentence: `${isSystem(body.actor) ? 'The overlap is over' : `${who} ended the overlap early`}: the old token of ${name}, ${ending(listOf(after.endedTokens, '') || before.retiring)}, is dead.`,
  }),
  'private_integration.token_revoked': ({ name, before, after }) => ({
    title: `A token of ${name} was revoked`,
    sentence: `Somebody who held the token of ${name} ${ending(before.retiring ?? before.current)} revoked it: it is dead, because it was found where it should not be. ${after.isWithoutToken === true ? 'The integration has no other token: rotate it and give the new one to the developer.' : 'The other token of the rotation still works.'}`,
  }),
  'private_integration.rotation_due': rotationDue,
  'private_integration.overlap_ending': overlapEnding,
  'private_integration.expiring': ({ body, name, say }) => ({
    title: `${name} expires on ${say.date(body.expiresAt)}`,
    sentence: `${thing(body, name)} expires on ${say.moment(body.expiresAt)} and is refused from then on. ${body.what === 'token' ? 'Rotate it before.' : 'Set a later expiry if it is still needed.'}`,
  }),
  'private_integration.expired': ({ body, name, say }) => ({
    title: `${name} has expired`,
    sentence: `${thing(body, name)} expired on ${say.moment(body.expiresAt)}. Its requests are refused.`,
  }),
  'private_integration.unused': ({ body, name, say }) => ({
    title: `${name} is not used`,
    sentence: `${name} has ${body.lastUsedAt === null ? 'never been used since it was created' : 'not been used since'} ${body.lastUsedAt === null ? `on ${say.date(body.idleSince)}` : say.date(body.idleSince)}. If nobody needs it, delete it: a token that nobody misses is one that nobody guards.`,
  }),
  'private_integration.retired_secret_used': retiredSecretUsed,
  'sign_in.failed_often': ({ body }) => ({
    title: `Failed attempts to sign in as ${nameOf(body.user) || 'a member'}`,
    sentence: `Somebody at ${shownText(body.network) || 'an unknown network'} failed to sign in as ${nameOf(body.user) || 'a member of this account'} ${counted(body.attempts, 'time')} within a minute. Further tries are slowed down. If it was nobody you know, look at the audit log, and have the password changed if it is used elsewhere.`,
  }),
  'webhook_endpoint.disabled': ({ body, name }) => ({
    title: `Webhook endpoint of ${name} switched off`,
    sentence: `The endpoint ${endpointOf(body)} of ${name} was switched off. ${shownText(body.sentence) || 'It failed for days.'} Mend the receiver, then enable the endpoint and resend what it missed.`,
  }),
  'webhook_endpoint.events_paused': ({ body, name }) => ({
    title: `Webhook events of ${name} paused`,
    sentence: `The endpoint ${endpointOf(body)} of ${name} no longer gets ${listOf(pausedOf(body), 'some of its events')}: the integration has lost the permission for them.`,
  }),
}

function rotationDue({ body, name, say }: Told): NoticeWords {
  const token = `The token of ${name}, ${ending(recordOf(body.token).last4)},`
  const date = say.date(body.dueAt)
  if (body.stage === 'soon') {
    return {
      title: `Rotation of ${name} is due on ${date}`,
      sentence: `${token} is due for rotation on ${date}. Rotating keeps the old one working for as long as you choose.`,
    }
  }
  if (body.stage === 'due') {
    return { title: `Rotation of ${name} is due`, sentence: `${token} has been due for rotation since ${date}.` }
  }
  const stopped = body.automated === true ? ' It was last rotated by a program, which seems to have stopped.' : ''
  return {
    title: `Rotation of ${name} is overdue`,
    sentence: `${token} has been due for rotation since ${date}, that is for ${counted(body.daysOverdue, 'day')}.${stopped}`,
  }
}

function overlapEnding({ body, name, say }: Told): NoticeWords {
  const clients = Array.isArray(body.clients) ? body.clients.map(recordOf) : []
  const users = clients.slice(0, 3).map(client => clientText(client))
  const more = clients.length > 3 ? ` and ${clients.length - 3} more` : ''
  return {
    title: `The old token of ${name} is still in use`,
    sentence: `The old token of ${name}, ${ending(recordOf(body.token).last4)}, dies on ${say.moment(body.endsAt)} and is still used by ${users.join('; ')}${more}. Move them to the new token, or extend the overlap.`,
  }
}

function retiredSecretUsed({ body, name, say }: Told): NoticeWords {
  const isKnown = body.classification === 'known_straggler'
  const from = clientText(recordOf(body.client))
  const when = `${ending(recordOf(body.token).last4)}, dead since ${say.moment(recordOf(body.token).endedAt)}`
  return {
    title: isKnown
      ? `A known client still sends an old token of ${name}`
      : `An old token of ${name} was used from elsewhere`,
    sentence: isKnown
      ? `A token of ${name} that has ended (${when}) was sent by ${from}, and refused. This client used ${name} before: it has probably not been given the new token.`
      : `A token of ${name} that has ended (${when}) was sent by ${from}, and refused. Nobody has used ${name} from there before: the old token may have leaked. The present one is not affected.`,
  }
}

function clientText(client: Body): string {
  const program =
    shownText(client.clientName) || shownText(client.userAgent).split(' ')[0] || 'a program without a name'
  return `${program} from ${shownText(client.network) || 'an unknown network'}`
}

function thing(body: Body, name: string): string {
  return body.what === 'token' ? `The token of ${name}, ${ending(recordOf(body.token).last4)},` : name
}

function endpointOf(body: Body): string {
  const endpoint = recordOf(body.endpoint)
  // The host alone: a path may hold a secret.
  const [, host] = /^https?:\/\/([^/?#@]+)/.exec(shownText(endpoint.url)) ?? []
  return host === undefined ? shownText(endpoint.id) || 'of a webhook' : `at ${host}`
}

function pausedOf(body: Body): unknown[] {
  return Array.isArray(body.paused) ? body.paused.map(pause => recordOf(pause).event) : []
}

function ending(last4: unknown): string {
  return `…${shownText(last4) || '????'}`
}

function scopeChange(before: unknown, after: unknown): string {
  const [old, now] = [permissionsOf(before), permissionsOf(after)]
  const added = now.filter(permission => !old.includes(permission))
  const removed = old.filter(permission => !now.includes(permission))
  const parts = [
    ...(added.length > 0 ? [`added ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`removed ${removed.join(', ')}`] : []),
  ]
  return parts.join('; ') || 'nothing else'
}

/** Scopes as the pages call them; one that is no longer in the catalogue by its own name. */
function permissionsOf(value: unknown): string[] {
  return textsOf(value).map(scope => LABELS.get(scope) ?? scope)
}

function listOf(value: unknown, otherwise: string): string {
  const texts = textsOf(value)
  return texts.length === 0 ? otherwise : texts.join(', ')
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(shownText).filter(text => text !== '') : []
}

function counted(value: unknown, noun: string): string {
  const count = typeof value === 'number' ? value : 0
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function nameOf(value: unknown): string {
  return shownText(recordOf(value).name)
}

function isSystem(actor: unknown): boolean {
  return recordOf(actor).kind === 'system'
}

function recordOf(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {}
}
