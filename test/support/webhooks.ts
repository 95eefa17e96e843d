import { testEndpoint } from '../../src/actions/deliveries.ts'
import { createEndpoint } from '../../src/actions/webhook-endpoints.ts'
import { OPERATOR } from './integration.ts'
import type { TestServer } from './server.ts'

/** An endpoint of a fresh integration with a delivery that waits, for routes to act on. */
export async function addEndpoint(
  server: TestServer,
  accountId = server.account.id,
): Promise<{ endpointId: string; deliveryId: string }> {
  const { integrationId } = await server.createIntegration([], accountId)
  const draft = { integrationId, url: 'https://hooks.example.com/in', events: ['private_integration.rotated'] }
  const { deps } = server.app
  const { view } = await createEndpoint(deps, OPERATOR, { accountId, draft: { ...draft, description: '' } })
  const endpointId = view.endpoint.id
  const { delivery } = await testEndpoint(deps, OPERATOR, { accountId, endpointId })
  return { endpointId, deliveryId: delivery.id }
}
