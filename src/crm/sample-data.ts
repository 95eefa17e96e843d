import { randomUUID } from 'node:crypto'
import { blankContact, type Contact } from './contacts/contact.ts'
import { insertContact } from './contacts/store.ts'
import { insertCustomField } from './locations/custom-field-store.ts'
import { insertCustomValue } from './locations/custom-value-store.ts'
import { snakeCase } from './locations/keys.ts'
import { insertTag } from './locations/tag-store.ts'
import { insertPipeline } from './opportunities/pipeline-store.ts'
import {
  SAMPLE_BUSINESSES,
  SAMPLE_FIELDS,
  SAMPLE_NOTES,
  SAMPLE_OPPORTUNITY_FIELDS,
  SAMPLE_PIPELINES,
  SAMPLE_PROFILE,
  SAMPLE_TASKS,
  SAMPLE_VALUES,
} from './sample/belongings.ts'
import { SAMPLE_PEOPLE, type SamplePerson } from './sample/people.ts'
import {
  daysAgo,
  insertBusiness,
  insertNote,
  insertTask,
  inTurn,
  type SampleTarget,
  updateProfile,
} from './sample/store.ts'
import { insertCalendars } from './sample-calendars.ts'
import { insertOpportunities, type SamplePipeline } from './sample-opportunities.ts'

/**
 * Fills a new location with invented people and what an account keeps about them, so that a first look finds something.
 * Nothing of it is told to webhooks. Meant to be called once, in the transaction that makes the account.
 */
export async function insertSampleData(target: SampleTarget): Promise<void> {
  await updateProfile(target, SAMPLE_PROFILE)
  const fields = await insertFields(target)
  await insertValues(target)
  const pipelines = await insertPipelines(target)
  const businessIds = new Map<string, string>()
  for (const business of SAMPLE_BUSINESSES) businessIds.set(business.name, await insertBusiness(target, business))
  const contacts = SAMPLE_PEOPLE.map((person, index) => makeContact(target, { person, index, fields, businessIds }))
  for (const contact of contacts) await insertContact(target.db, target.accountId, contact)
  await insertTags(target, contacts)
  await insertNotesAndTasks(target, contacts)
  await insertOpportunities(target, pipelines, contacts)
  await insertCalendars(target, contacts)
}

/** A custom field's id, and the values that are dealt out under it. */
interface DealtField {
  id: string
  values: readonly unknown[]
}

async function insertFields(target: SampleTarget): Promise<DealtField[]> {
  const ofContacts = SAMPLE_FIELDS.map(field => ({ ...field, model: 'contact' as const }))
  const ofOpportunities = SAMPLE_OPPORTUNITY_FIELDS.map(field => ({
    ...field,
    model: 'opportunity' as const,
    values: [],
  }))
  const dealt: DealtField[] = []
  for (const [position, field] of [...ofContacts, ...ofOpportunities].entries()) {
    const { model, name, dataType, values } = field
    const id = target.nextWireId()
    const options = 'options' in field ? { picklistOptions: field.options } : {}
    const made = { id, model, name, dataType, position, ...options, createdAt: target.now }
    await insertCustomField(target.db, target.accountId, { ...made, fieldKey: `${model}.${snakeCase(name)}` })
    dealt.push({ id, values })
  }
  return dealt
}

async function insertValues({ db, accountId, now, nextWireId }: SampleTarget): Promise<void> {
  for (const { name, value } of SAMPLE_VALUES) {
    const made = { id: nextWireId(), name, value, fieldKey: snakeCase(name), createdAt: now }
    await insertCustomValue(db, accountId, made)
  }
}

async function insertPipelines({ db, accountId, now, nextWireId }: SampleTarget): Promise<SamplePipeline[]> {
  const made: SamplePipeline[] = []
  for (const [position, { name, stages }] of SAMPLE_PIPELINES.entries()) {
    const pipeline = { id: nextWireId(), name, position, createdAt: now }
    const stagesMade = stages.map(stage => ({ id: randomUUID(), name: stage }))
    await insertPipeline(db, accountId, { ...pipeline, stages: stagesMade })
    made.push({ id: pipeline.id, stageIds: stagesMade.map(stage => stage.id) })
  }
  return made
}

interface ContactInput {
  person: SamplePerson
  index: number
  fields: readonly DealtField[]
  businessIds: ReadonlyMap<string, string>
}

function makeContact(target: SampleTarget, { person, index, fields, businessIds }: ContactInput): Contact {
  const { firstName, lastName, city, source, tags, business } = person
  const dealt = fields.map(({ id, values }) => [id, inTurn(values, index)] as const)
  return {
    ...blankContact(target.nextWireId(), daysAgo(target, person.ageDays)),
    firstName,
    lastName,
    name: `${firstName} ${lastName}`,
    email: `${firstName}.${lastName}@example.com`.toLowerCase(),
    phone: `+130355501${String(index).padStart(2, '0')}`,
    city,
    state: 'CO',
    country: 'US',
    timezone: 'America/Denver',
    source,
    tags,
    type: tags.includes('customer') ? 'customer' : 'lead',
    companyName: business ?? null,
    businessId: businessIds.get(business ?? '') ?? null,
    assignedTo: inTurn(target.userWireIds, index) ?? null,
    customValues: Object.fromEntries(dealt.filter(([, value]) => value !== null && value !== undefined)),
  }
}

async function insertTags({ db, accountId, now, nextWireId }: SampleTarget, contacts: Contact[]): Promise<void> {
  const names = new Set(contacts.flatMap(contact => contact.tags))
  for (const name of names) await insertTag(db, accountId, { id: nextWireId(), name, createdAt: now })
}

/** Two contacts of three have a note, every second one a task: lists that are neither empty nor full. */
async function insertNotesAndTasks(target: SampleTarget, contacts: Contact[]): Promise<void> {
  for (const [index, contact] of contacts.entries()) {
    const userId = inTurn(target.userWireIds, index)
    const body = inTurn(SAMPLE_NOTES, index)
    if (index % 3 !== 0 && body !== undefined) {
      await insertNote(target, { contactId: contact.id, userId, body, at: contact.createdAt })
    }
    const task = inTurn(SAMPLE_TASKS, index)
    if (index % 2 === 0 && task !== undefined) {
      const { dueDays, ...rest } = task
      const dueAt = daysAgo(target, -dueDays)
      await insertTask(target, { ...rest, contactId: contact.id, assignedTo: userId, dueAt, at: contact.createdAt })
    }
  }
}
