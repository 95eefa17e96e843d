import type { WireEvent } from '../operation.ts'
import { withoutAbsent } from '../wire-json.ts'
import { isChanged } from './changes.ts'
import type { Contact } from './contact.ts'
import { presentCustomValues } from './present.ts'

/** What the world is told of a new contact. */
export function contactCreated(contact: Contact, locationId: string): WireEvent {
  return contactEvent('ContactCreate', contact, locationId)
}

/** What the world is told of a contact that is gone: what it was at its end. */
export function contactDeleted(contact: Contact, locationId: string): WireEvent {
  return contactEvent('ContactDelete', contact, locationId)
}

/** What the world is told of a contact whose tags have changed. */
export function contactTagsChanged(contact: Contact, locationId: string): WireEvent {
  return contactEvent('ContactTagUpdate', contact, locationId)
}

/** Tags and silence have events of their own; ContactUpdate tells of all the rest. Nothing changed: no event. */
export function contactChanges(before: Contact, after: Contact, locationId: string): WireEvent[] {
  const { tags, dnd, dndSettings } = after
  const isUpdated = isChanged({ ...before, tags, dnd, dndSettings }, after)
  const areTagsChanged = isChanged({ ...before, tags }, before)
  const isDndChanged = isChanged({ ...before, dnd, dndSettings }, before)
  return [
    ...(isUpdated ? [contactEvent('ContactUpdate', after, locationId)] : []),
    ...(areTagsChanged ? [contactTagsChanged(after, locationId)] : []),
    ...(isDndChanged ? [dndEvent(after, locationId)] : []),
  ]
}

function contactEvent(type: string, contact: Contact, locationId: string): WireEvent {
  const { address1, city, state, companyName, country, source, dnd, email, name, firstName, lastName } = contact
  const { phone, postalCode, tags, website, assignedTo, dateOfBirth } = contact
  const body = withoutAbsent({
    ...{ type, locationId, id: contact.id, address1, city, state, companyName, country, source },
    dateAdded: contact.createdAt.toISOString(),
    dateOfBirth: dateOfBirth && `${dateOfBirth}T00:00:00.000Z`,
    ...{ dnd, email, name, firstName, lastName, phone, postalCode, tags, website, assignedTo },
    attachments: [],
    customFields: presentCustomValues(contact),
  })
  return { type, body }
}

function dndEvent(contact: Contact, locationId: string): WireEvent {
  const { type, body } = contactEvent('ContactDndUpdate', contact, locationId)
  return { type, body: { ...body, dndSettings: contact.dndSettings } }
}
