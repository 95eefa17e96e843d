import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SAMPLE_PEOPLE } from '../../src/crm/sample/people.ts'
import { insertSampleData } from '../../src/crm/sample-data.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const NOW = new Date('2026-01-20T12:00:00.000Z')
let test: TestDatabase

beforeAll(async () => {
  test = await createTestDatabase()
  await test.database.transact('*', async db => {
    const account = { policies: '{}', labs: '{}', created_at: NOW, updated_at: NOW }
    await db
      .insertInto('accounts')
      .values([
        { ...account, id: 'acc_agency', kind: 'agency', name: 'Agency', wire_id: 'Agency' },
        { ...account, id: 'acc_place', kind: 'location', parent_id: 'acc_agency', name: 'Place', wire_id: 'Place' },
      ])
      .execute()
  })
})
afterAll(() => test.drop())

const rowsOf = (table: string) => test.database.read('acc_place', db => db.selectFrom(table).selectAll().execute())

describe('sample data', () => {
  it('is inserted by the server itself, in the transaction of one account', async () => {
    const { nextWireId } = randomIds
    await test.database.transact('acc_place', db =>
      insertSampleData({ db, accountId: 'acc_place', now: NOW, nextWireId, userWireIds: ['UserOne', 'UserTwo'] }),
    )
    expect(await rowsOf('crm_contacts')).toHaveLength(SAMPLE_PEOPLE.length)
    expect(await rowsOf('crm_pipelines')).toHaveLength(2)
  })

  it('has only people who cannot be written to or called', async () => {
    const contacts = await rowsOf('crm_contacts')
    expect(contacts.filter(contact => !contact.email.endsWith('@example.com'))).toEqual([])
    expect(contacts.filter(contact => !/^\+1\d{3}55501\d\d$/.test(contact.phone))).toEqual([])
    expect(new Set(contacts.map(contact => contact.email)).size).toBe(contacts.length)
    expect(new Set(contacts.map(contact => contact.phone)).size).toBe(contacts.length)
  })

  it('has notes, tasks, businesses and values that belong to its contacts and fields', async () => {
    const fieldIds = new Set((await rowsOf('crm_custom_fields')).map(field => field.id))
    const contacts = await rowsOf('crm_contacts')
    const valueIds = contacts.flatMap(contact => Object.keys(contact.custom_values))
    expect(valueIds.length).toBeGreaterThan(20)
    expect(valueIds.filter(id => !fieldIds.has(id))).toEqual([])
    expect(contacts.filter(contact => contact.business_id !== null).length).toBeGreaterThan(5)
    expect((await rowsOf('crm_contact_notes')).length).toBeGreaterThan(20)
    const tasks = await rowsOf('crm_tasks')
    expect(new Set(tasks.map(task => task.completed))).toEqual(new Set([true, false]))
    expect(new Set(tasks.map(task => task.assigned_to))).toEqual(new Set(['UserOne', 'UserTwo'].slice(0, 1)))
  })

  it('has deals of its contacts on every stage of its pipelines, won, lost for a reason and open', async () => {
    const deals = await rowsOf('crm_opportunities')
    expect(deals.length).toBeGreaterThan(30)
    expect(new Set(deals.map(deal => deal.status))).toEqual(new Set(['open', 'won', 'lost']))
    const lost = deals.filter(deal => deal.status === 'lost')
    expect(lost.filter(deal => deal.lost_reason_id === null)).toEqual([])
    const stages = await rowsOf('crm_pipeline_stages')
    const taken = new Set(deals.map(deal => deal.pipeline_stage_id))
    expect(stages.filter(stage => !taken.has(stage.id))).toEqual([])
    expect(deals.filter(deal => deal.updated_at < deal.created_at || deal.updated_at > NOW)).toEqual([])
  })

  it('lists every tag that a contact carries', async () => {
    const tags = new Set((await rowsOf('crm_tags')).map(tag => tag.name))
    const carried = (await rowsOf('crm_contacts')).flatMap(contact => contact.tags)
    expect(carried.filter(tag => !tags.has(tag))).toEqual([])
  })

  it('has appointments past and to come, in slots that its calendars have, each by itself', async () => {
    const calendars = await rowsOf('crm_calendars')
    expect(calendars.map(calendar => calendar.slug)).toEqual(['first-consultation', 'phone-call'])
    const contactIds = new Set((await rowsOf('crm_contacts')).map(contact => contact.id))
    const appointments = await rowsOf('crm_appointments')
    expect(appointments.filter(one => one.start_at > NOW).length).toBeGreaterThan(3)
    expect(appointments.filter(one => one.start_at < NOW).length).toBeGreaterThan(2)
    expect(appointments.filter(one => !contactIds.has(one.contact_id))).toEqual([])
    expect(new Set(appointments.map(one => one.start_at.getTime())).size).toBe(appointments.length)
    for (const { start_at: at } of appointments) {
      expect([0, 6]).not.toContain(at.getUTCDay())
      expect(at.getUTCHours()).toBeGreaterThanOrEqual(9)
      expect(at.getUTCHours()).toBeLessThan(17)
    }
    expect((await rowsOf('crm_appointment_notes')).length).toBeGreaterThan(2)
    expect(await rowsOf('crm_blocked_slots')).toHaveLength(1)
  })

  it('tells no webhook anything', async () => {
    expect(await rowsOf('events')).toEqual([])
  })
})
