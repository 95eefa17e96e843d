import { type Integration, type IntegrationWithToken, rotateToken } from '../../../api/integrations.ts'
import { newKey } from '../../../api/new-key.ts'
import { toProblem } from '../../../api/problem.ts'
import { type Action, useAction } from '../../../api/use-action.ts'

/** What came of rotating one of several. The secret lives in the dialog's state and nowhere else. */
export interface Rotated {
  integration: Integration
  made?: IntegrationWithToken
  failure?: string
}

/** Rotates one after the other, so that a refusal of one does not stop the rest. */
export function useBulkRotation(
  accountId: string,
  integrations: readonly Integration[],
): Action<'expireLater' | 'expireNow', Rotated[]> {
  return useAction(async (old: 'expireLater' | 'expireNow') => {
    const results: Rotated[] = []
    for (const integration of integrations) {
      const ref = { accountId, integrationId: integration.id }
      try {
        results.push({ integration, made: await rotateToken(ref, { old }, newKey()) })
      } catch (error) {
        results.push({ integration, failure: toProblem(error).detail })
      }
    }
    return results
  })
}
