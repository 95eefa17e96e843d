import { REMINDER_EXAMPLES } from './reminder-examples.ts'

const LOCATION_ID = 'loc0Example0Location'
const CONTACT_ID = 'con0Example0Contact0'
const USER_ID = 'usr0Example0Person00'
const ADDED_AT = '2026-01-15T09:30:00.000Z'

type Body = Record<string, unknown>

const contact = {
  locationId: LOCATION_ID,
  id: CONTACT_ID,
  address1: '12 Harbour Street',
  city: 'Rotterdam',
  companyName: 'Aurora Bicycles',
  country: 'NL',
  source: 'public api',
  dateAdded: ADDED_AT,
  dnd: false,
  email: 'noor.devries@example.com',
  name: 'Noor de Vries',
  firstName: 'Noor',
  lastName: 'de Vries',
  phone: '+31201234567',
  postalCode: '3011',
  tags: ['newsletter'],
  assignedTo: USER_ID,
  attachments: [],
  customFields: [{ id: 'fld0Example0Field000', value: 'Touring' }],
}

const note = {
  locationId: LOCATION_ID,
  id: 'not0Example0Note0000',
  body: 'Asked for a quote by Friday.',
  contactId: CONTACT_ID,
  dateAdded: ADDED_AT,
}

const task = {
  locationId: LOCATION_ID,
  id: 'tsk0Example0Task0000',
  assignedTo: USER_ID,
  body: 'Send the quote.',
  contactId: CONTACT_ID,
  title: 'Quote',
  dateAdded: ADDED_AT,
  dueDate: '2026-01-16T15:00:00.000Z',
}

const opportunity = {
  locationId: LOCATION_ID,
  id: 'opp0Example0Deal0000',
  assignedTo: USER_ID,
  contactId: CONTACT_ID,
  monetaryValue: 1200,
  name: 'Twelve touring bicycles',
  pipelineId: 'pip0Example0Pipeline',
  pipelineStageId: '0d6f6a52-6f0b-4f5e-9a59-3a2f6b8f1c11',
  source: 'public api',
  status: 'open',
  dateAdded: ADDED_AT,
}

const appointment = {
  locationId: LOCATION_ID,
  appointment: {
    id: 'apt0Example0Visit000',
    title: 'Test ride',
    calendarId: 'cal0Example0Calendar',
    contactId: CONTACT_ID,
    appointmentStatus: 'confirmed',
    assignedUserId: USER_ID,
    users: [],
    source: 'third_party',
    startTime: '2026-01-20T10:00:00.000Z',
    endTime: '2026-01-20T10:30:00.000Z',
    dateAdded: ADDED_AT,
    dateUpdated: ADDED_AT,
  },
}

const location = {
  id: LOCATION_ID,
  companyId: 'com0Example0Company0',
  name: 'Aurora Bicycles',
  email: 'hello@example.com',
}

const user = {
  locationId: LOCATION_ID,
  id: USER_ID,
  firstName: 'Mara',
  lastName: 'Petit',
  email: 'mara@example.com',
  role: 'admin',
}

const lifecycle = {
  integration: { id: 'int_0Fh3Tz9QwErTy1Ui2Op3', name: 'Order sync' },
  actor: { kind: 'user', id: 'usr_0Fh3Tz9QwErTy1Ui2Op3', name: 'Mara Petit' },
}

const BY_PREFIX: readonly [prefix: string, body: Body][] = [
  ['ContactDnd', { ...contact, dndSettings: { Email: { status: 'active' } } }],
  ['Contact', contact],
  ['Note', note],
  ['Task', task],
  ['Opportunity', opportunity],
  ['Appointment', appointment],
  ['Location', location],
  ['User', user],
]

/** A body as an event of this type has it, with made-up values. */
export function exampleOfEvent(type: string): Body {
  const body = BY_PREFIX.find(([prefix]) => type.startsWith(prefix))?.[1] ?? lifecycle
  return { type, ...body, ...REMINDER_EXAMPLES[type] }
}
