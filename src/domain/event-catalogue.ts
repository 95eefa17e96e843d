import { LIFECYCLE_EVENTS } from './event.ts'
import { exampleOfEvent } from './event-examples.ts'
import { scopesFor } from './scope.ts'

/** One event that can be subscribed to, in words an admin understands. */
export interface CatalogueEvent {
  type: string
  group: string
  sentence: string
  /** Without it the event is not sent; absent for lifecycle events, which an integration hears of itself without any. */
  scope?: string
  example: Record<string, unknown>
}

const SENTENCES: Record<string, string> = {
  ContactCreate: 'A contact was added.',
  ContactUpdate: 'A contact’s fields changed.',
  ContactDelete: 'A contact was deleted.',
  ContactTagUpdate: 'Tags were put on a contact or taken off.',
  ContactDndUpdate: 'A contact’s do-not-disturb settings changed.',
  NoteCreate: 'A note was written on a contact.',
  NoteUpdate: 'A note on a contact changed.',
  NoteDelete: 'A note on a contact was deleted.',
  TaskCreate: 'A task was given for a contact.',
  TaskComplete: 'A contact’s task was completed.',
  TaskDelete: 'A contact’s task was deleted.',
  OpportunityCreate: 'An opportunity was added.',
  OpportunityUpdate: 'An opportunity changed in any way.',
  OpportunityDelete: 'An opportunity was deleted.',
  OpportunityStageUpdate: 'An opportunity moved to another stage.',
  OpportunityStatusUpdate: 'An opportunity was won, lost, abandoned or opened again.',
  OpportunityMonetaryValueUpdate: 'An opportunity’s value changed.',
  OpportunityAssignedToUpdate: 'An opportunity was given to another person.',
  AppointmentCreate: 'An appointment was booked.',
  AppointmentUpdate: 'An appointment was moved or changed.',
  AppointmentDelete: 'An appointment was deleted.',
  LocationCreate: 'A location was added.',
  LocationUpdate: 'A location’s profile changed.',
  UserCreate: 'A person was added.',
  'private_integration.created': 'An integration was created.',
  'private_integration.updated': 'An integration’s name, description, limits or addresses changed.',
  'private_integration.scopes_changed': 'An integration’s scopes changed.',
  'private_integration.rotation_started': 'A rotation started: a new token works, the old one is being retired.',
  'private_integration.rotated': 'A token was replaced at once; every earlier one is dead.',
  'private_integration.rotation_extended': 'The old token of a rotation works longer.',
  'private_integration.rotation_cancelled': 'A rotation was cancelled: the old token is current again.',
  'private_integration.token_reissued': 'The new token of a rotation was replaced by another.',
  'private_integration.rotation_ended': 'A rotation ended: the old token is dead.',
  'private_integration.token_revoked': 'Someone who held a token revoked it: it is dead.',
  'private_integration.disabled': 'An integration was disabled.',
  'private_integration.enabled': 'An integration was enabled again.',
  'private_integration.deleted': 'An integration was deleted.',
  'private_integration.expiring': 'An integration or its token expires soon.',
  'private_integration.expired': 'An integration or its token has expired.',
  'private_integration.rotation_due': 'A token is of the age at which it should be rotated.',
  'private_integration.overlap_ending': 'An overlap ends soon and the old token is still in use.',
  'private_integration.unused': 'An integration has not been used for long.',
  'private_integration.retired_secret_used': 'Someone called with a secret that is no longer accepted.',
}

const LIFECYCLE_GROUP = 'Private integrations'

/** What an account of this kind can subscribe to, in the order of the picker. */
export function eventsFor(kind: 'agency' | 'location'): CatalogueEvent[] {
  const ofScopes = scopesFor(kind).flatMap(({ scope, group, events }) =>
    events.map(type => ({ ...wordsOf(type), group, scope })),
  )
  return [...ofScopes, ...LIFECYCLE_EVENTS.map(type => ({ ...wordsOf(type), group: LIFECYCLE_GROUP }))]
}

function wordsOf(type: string) {
  return { type, sentence: SENTENCES[type] ?? type, example: exampleOfEvent(type) }
}
