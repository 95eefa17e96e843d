import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const SCOPES = ['opportunities.readonly', 'opportunities.write', 'contacts.write']

/** A location's pipelines and lost reasons, as its own token reads them. */
async function boardOf(location: { id: string; locationId: string }) {
  const { secret } = await server.createIntegration(SCOPES, location.id)
  const read = async (path: string) =>
    (await server.v2(secret, 'GET', `${path}?locationId=${location.locationId}`)).json()
  const { pipelines } = (await read('/opportunities/pipelines')) as {
    pipelines: { id: string; name: string; stages: { id: string; name: string }[] }[]
  }
  const { lostReasons } = (await read('/opportunities/lost-reason')) as { lostReasons: { id: string; name: string }[] }
  return { secret, pipelines, lostReasons }
}

describe('a new location', () => {
  it('has a pipeline and reasons to lose a deal, so that opportunities can be made at once', async () => {
    const { account } = server
    const { secret, pipelines, lostReasons } = await boardOf(account)
    const [pipeline, ...others] = pipelines
    expect([pipeline?.name, others]).toEqual(['Sales', []])
    expect(pipeline?.stages.map(({ name }) => name)).toEqual(['New lead', 'Contacted', 'Proposal sent', 'Closed'])
    expect(lostReasons.length).toBeGreaterThan(2)
    const { locationId } = account
    const made = await server.v2(secret, 'POST', '/contacts/', { locationId, firstName: 'Ada' })
    const { contact } = (await made.json()) as { contact: { id: string } }
    const deal = { locationId, name: 'First', status: 'lost', contactId: contact.id, pipelineId: pipeline?.id }
    const reply = await server.v2(secret, 'POST', '/opportunities/', deal)
    const { opportunity } = (await reply.json()) as { opportunity: Record<string, unknown> }
    expect([reply.status, opportunity.pipelineStageId]).toEqual([201, pipeline?.stages[0]?.id])
  })

  it('has them also when it is added below the agency, with ids of its own', async () => {
    const reply = await server.api('POST', `/accounts/${server.agency.id}/locations`, { name: 'Branch' })
    const { account } = (await reply.json()) as { account: { id: string; locationId: string } }
    const [own, first] = [await boardOf(account), await boardOf(server.account)]
    expect(own.pipelines.map(({ name }) => name)).toEqual(['Sales'])
    expect(own.pipelines[0]?.id).not.toBe(first.pipelines[0]?.id)
    const names = (reasons: { name: string }[]) => reasons.map(({ name }) => name).toSorted()
    expect(names(own.lostReasons)).toEqual(names(first.lostReasons))
  })
})

it('sample data brings a board of its own instead', async () => {
  const filled = await startTestServer({ sampleData: true })
  const { secret } = await filled.createIntegration(SCOPES)
  const reply = await filled.v2(secret, 'GET', `/opportunities/pipelines?locationId=${filled.account.locationId}`)
  const { pipelines } = (await reply.json()) as { pipelines: { name: string }[] }
  expect(pipelines.map(({ name }) => name)).toEqual(['Sales', 'Onboarding'])
  await filled.stop()
})
