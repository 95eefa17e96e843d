import { withoutAbsent } from '../wire-json.ts'
import { CHANNELS, type Contact } from './contact.ts'

type Wire = Record<string, unknown>

/** A contact as GET, PUT and upsert show it. `gender`, inbound settings and followers are in no response schema of the
 * documents though requests carry them: they are shown, or nobody could read back what was written. */
export function presentContact(contact: Contact, locationId: string): Wire {
  return withoutAbsent({
    ...presentPerson(contact, locationId),
    dateOfBirth: contact.dateOfBirth,
    gender: contact.gender,
    timezone: contact.timezone,
    inboundDndSettings: absentIfEmpty(contact.inboundDndSettings),
    followers: contact.followers,
    name: contact.name,
  })
}

/** A contact as POST shows it: the document has another date of birth there, and its month and day. */
export function presentCreatedContact(contact: Contact, locationId: string): Wire {
  const { dateOfBirth } = contact
  const birthday = dateOfBirth && {
    dateOfBirth: `${dateOfBirth}T00:00:00.000Z`,
    birthMonth: Number(dateOfBirth.slice(5, 7)),
    birthDay: Number(dateOfBirth.slice(8, 10)),
  }
  return withoutAbsent({
    ...presentPerson(contact, locationId),
    ...(birthday || {}),
    name: contact.name,
    timezone: contact.timezone,
    gender: contact.gender,
    inboundDndSettings: absentIfEmpty(contact.inboundDndSettings),
    deleted: false,
    bounceEmail: false,
    unsubscribeEmail: contact.dndSettings.Email?.status === 'active',
  })
}

function presentPerson(contact: Contact, locationId: string): Wire {
  return {
    ...presentNames(contact),
    id: contact.id,
    locationId,
    email: contact.email,
    emailLowerCase: contact.email?.toLowerCase(),
    phone: contact.phone,
    companyName: contact.companyName,
    dnd: contact.dnd,
    dndSettings: absentIfEmpty(inOrder(contact.dndSettings)),
    type: contact.type,
    source: contact.source,
    assignedTo: contact.assignedTo,
    ...presentAddress(contact),
    website: contact.website,
    tags: contact.tags,
    dateAdded: contact.createdAt.toISOString(),
    dateUpdated: contact.updatedAt.toISOString(),
    customFields: presentCustomValues(contact),
    businessId: contact.businessId,
  }
}

function presentNames({ firstName, lastName, name }: Contact): Wire {
  return {
    firstName,
    firstNameLowerCase: firstName?.toLowerCase(),
    lastName,
    lastNameLowerCase: lastName?.toLowerCase(),
    fullNameLowerCase: name?.toLowerCase(),
  }
}

function presentAddress({ address1, city, state, country, postalCode }: Contact): Wire {
  return { address1, city, state, country, postalCode }
}

/** A contact in a list. The document names a third of this; clients page through lists to read the rest. */
export function presentListedContact(contact: Contact, locationId: string): Wire {
  const { address1, city, state, country, postalCode, firstName, lastName } = contact
  return withoutAbsent({
    id: contact.id,
    locationId,
    contactName: contact.name,
    ...{ firstName, lastName, address1, city, state, country, postalCode },
    companyName: contact.companyName,
    email: contact.email,
    phone: contact.phone,
    timezone: contact.timezone,
    source: contact.source,
    type: contact.type,
    website: contact.website,
    dnd: contact.dnd,
    dateOfBirth: contact.dateOfBirth,
    dateAdded: contact.createdAt.toISOString(),
    dateUpdated: contact.updatedAt.toISOString(),
    assignedTo: contact.assignedTo,
    customFields: presentCustomValues(contact),
    tags: contact.tags,
    businessId: contact.businessId,
    followers: contact.followers,
  })
}

/** A contact as a search finds it; its shape is in no document, only on the live service's page. */
export function presentFoundContact(contact: Contact, locationId: string): Wire {
  return withoutAbsent({
    ...presentListedContact(contact, locationId),
    firstNameLowerCase: contact.firstName?.toLowerCase(),
    lastNameLowerCase: contact.lastName?.toLowerCase(),
    address: contact.address1,
    gender: contact.gender,
    dndSettings: absentIfEmpty(inOrder(contact.dndSettings)),
  })
}

/** The custom values as responses and events carry them. */
export function presentCustomValues(contact: Contact): Wire[] {
  return Object.entries(contact.customValues).map(([id, value]) => ({ id, value }))
}

function inOrder(settings: Contact['dndSettings']): Contact['dndSettings'] {
  return Object.fromEntries(CHANNELS.flatMap(channel => (settings[channel] ? [[channel, settings[channel]]] : [])))
}

function absentIfEmpty(all: object): object | undefined {
  return Object.keys(all).length === 0 ? undefined : all
}
