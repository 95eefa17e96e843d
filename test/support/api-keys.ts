import { changeLabs } from '../../src/actions/accounts.ts'
import { createApiKey } from '../../src/actions/api-keys.ts'
import type { Actor } from '../../src/domain/actor.ts'
import type { TestServer } from './server.ts'

const operator: Actor = { kind: 'operator', name: 'test', origin: {} }

/** Makes a legacy API key, switching them on for the account; gives its id. */
export async function addApiKey(server: TestServer, accountId = server.account.id): Promise<string> {
  const { deps } = server.app
  await changeLabs(deps, operator, { accountId, labs: { legacyApiKeys: true } })
  return (await createApiKey(deps, operator, { accountId, name: 'Sweep' })).apiKey.id
}
