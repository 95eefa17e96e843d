import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Contract } from '../../src/contract/contract.ts'
import { ROUTES } from '../../src/http/management/routes.ts'
import { addMember } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { callRoute, type SweptRoute, sweptRoutes } from '../support/sweep.ts'

/** What makes a secret, kills one, or changes what people may do or how they sign in. */
const GRAVE = [
  ...['createIntegration', 'deleteIntegration', 'rotateToken', 'reissueToken', 'createApiKey', 'revokeApiKey'],
  ...['changeMember', 'removeMember', 'createInvite', 'createRole', 'changeRole', 'deleteRole', 'addLocation'],
  ...['createPasswordReset', 'endMemberSession', 'endMemberSessions', 'removeMemberFactors'],
  ...['startTotp', 'confirmTotp', 'removeTotp', 'startPasskey', 'addPasskey', 'removePasskey', 'renewRecoveryCodes'],
]

const contractOf = ({ method, path }: SweptRoute): Contract | undefined =>
  ROUTES.find(({ on }) => on === `${method} ${path.replace(/^\/api/, '')}`)?.handler.contract
const asksForProof = (contract: Contract | undefined) =>
  contract?.problems.some(code => code === 'reauthentication_required') === true

describe('S37: a session whose person has not proven who they are for ten minutes', () => {
  let server: TestServer
  let routes: SweptRoute[]
  let headers: Record<string, string>
  let params: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer()
    routes = sweptRoutes(server).filter(route => asksForProof(contractOf(route)))
    const admin = await addMember(server, 'admin')
    const other = await addMember(server, 'viewer')
    const { integrationId } = await server.createIntegration(['contacts.readonly'])
    headers = { cookie: admin.cookie, origin: server.url }
    params = { accountId: server.account.id, integrationId, userId: other.user.id }
    server.clock.advance('10 minutes')
  })
  afterAll(() => server.stop())

  it('is asked for by each operation that is grave', () => {
    const asking = routes.map(route => contractOf(route)?.id)
    expect(GRAVE.filter(id => !asking.includes(id))).toEqual([])
  })

  it('can call none of them, and nothing is changed', async () => {
    const counted = async () => {
      const reply = await server.api('GET', `/accounts/${server.account.id}/audit?limit=1`)
      return ((await reply.json()) as { items: { seq: number }[] }).items[0]?.seq
    }
    const before = await counted()
    const answers: string[] = []
    for (const route of routes) {
      const of = route.path.includes('/locations') ? { ...params, accountId: server.agency.id } : params
      const { status, body } = await callRoute(server, route, { params: of, headers })
      const { code } = JSON.parse(body) as { code: string }
      if (status !== 403 || code !== 'reauthentication_required') answers.push(`${route.name}: ${status} ${code}`)
    }
    expect(routes.length).toBeGreaterThan(20)
    // One’s own password is changed by the present one; only with a second factor a proof is asked for beside it.
    expect(
      answers.filter(answer => !/^POST \/api\/(me\/password|accounts\/:accountId\/locations)/.test(answer)),
    ).toEqual([])
    expect(await counted()).toBe(before)
  })
})
