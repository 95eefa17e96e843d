import { describe, expect, it } from 'vitest'
import { opportunityChanges } from './events.ts'
import { isChanged, type Opportunity, withTimes } from './opportunity.ts'

const CREATED = new Date('2026-01-01T00:00:00Z')
const LATER = new Date('2026-01-02T00:00:00Z')
const deal: Opportunity = {
  ...{ id: 'o', name: 'Deal', pipelineId: 'p', pipelineStageId: 's', status: 'open', monetaryValue: 1 },
  ...{ source: null, contactId: null, assignedTo: null, followers: [], lostReasonId: null, customValues: {} },
  ...{ lastStatusChangeAt: CREATED, lastStageChangeAt: CREATED, createdAt: CREATED, updatedAt: CREATED },
}
const typesOf = (change: Partial<Opportunity>) =>
  opportunityChanges(deal, { ...deal, ...change }, 'l').map(event => event.type)

describe('a change', () => {
  it('tells of each field with an event of its own by that, and of all by OpportunityUpdate', () => {
    expect(typesOf({ status: 'won' })).toEqual(['OpportunityUpdate', 'OpportunityStatusUpdate'])
    expect(typesOf({ monetaryValue: 2 })).toEqual(['OpportunityUpdate', 'OpportunityMonetaryValueUpdate'])
    expect(typesOf({ pipelineStageId: 't' })).toEqual(['OpportunityUpdate', 'OpportunityStageUpdate'])
    expect(typesOf({ assignedTo: 'u' })).toEqual(['OpportunityUpdate', 'OpportunityAssignedToUpdate'])
    expect(typesOf({ customValues: { f: 1 } })).toEqual(['OpportunityUpdate'])
  })

  it('of times alone is none', () => {
    const touched = { ...deal, updatedAt: LATER, lastStatusChangeAt: LATER, lastStageChangeAt: LATER }
    expect(isChanged(deal, touched)).toBe(false)
    expect(typesOf(touched)).toEqual([])
  })

  it('dates what changed and nothing else', () => {
    const won = withTimes(deal, { ...deal, status: 'won' }, LATER)
    expect([won.lastStatusChangeAt, won.lastStageChangeAt, won.updatedAt]).toEqual([LATER, CREATED, LATER])
    const moved = withTimes(deal, { ...deal, pipelineStageId: 't' }, LATER)
    expect([moved.lastStatusChangeAt, moved.lastStageChangeAt, moved.updatedAt]).toEqual([CREATED, LATER, LATER])
  })

  it('leaves out what is not there', () => {
    const [event] = opportunityChanges(deal, { ...deal, name: 'Other' }, 'l')
    expect(Object.keys(event?.body ?? {})).not.toEqual(expect.arrayContaining(['source']))
    expect(event?.body).toMatchObject({ type: 'OpportunityUpdate', locationId: 'l', name: 'Other' })
  })
})
