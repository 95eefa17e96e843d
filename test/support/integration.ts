import type { Deps } from '../../src/actions/deps.ts'
import { createIntegration } from '../../src/actions/integrations.ts'
import { type SetUp, setUp } from '../../src/actions/setup.ts'
import type { Actor } from '../../src/domain/actor.ts'
import { randomBase62 } from '../../src/lib/ids.ts'

export const OPERATOR: Actor = { kind: 'operator', name: 'test', origin: {} }

/** The first admin with an agency and a location. */
export async function setUpAccounts(deps: Deps): Promise<SetUp> {
  return setUp(deps, {
    email: 'mara@example.com',
    password: randomBase62(24),
    name: 'Mara Petit',
    accountName: 'Test Company',
    sampleData: false,
    origin: {},
  })
}

/** An integration of an account, with its first secret. */
export async function newIntegration(deps: Deps, accountId: string, scopes = ['contacts.readonly']) {
  const draft = { name: 'Warehouse sync', description: '', scopes, allowedIps: [], limits: {} }
  const { view, shown } = await createIntegration(deps, OPERATOR, { accountId, draft })
  return { ref: { accountId, integrationId: view.integration.id }, secret: shown.secret, tokenId: shown.token.id }
}
