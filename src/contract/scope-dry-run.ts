import { Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, Moment } from './fields.ts'

const DAYS_MAX = 30

export const DRY_RUN_SCOPES = {
  id: 'dryRunScopes',
  summary: 'What the integration would have been refused lately if it held these scopes alone',
  status: 200,
  body: Type.Object(
    {
      scopes: Type.Array(Type.String({ maxLength: 200 }), {
        maxItems: 500,
        description: 'All that the integration would hold, as in PATCH.',
      }),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: DAYS_MAX, default: DAYS_MAX })),
    },
    CLOSED,
  ),
  reply: Type.Object(
    {
      since: Moment,
      removed: Type.Array(Type.String(), { description: 'Scopes that it holds now and would not hold.' }),
      sentence: Type.String(),
      refused: Type.Object(
        {
          calls: Type.Integer(),
          clients: Type.Integer(),
          operations: Type.Array(
            Type.Object(
              {
                operation: Type.String(),
                method: Type.String(),
                path: Type.String(),
                scope: Type.String(),
                calls: Type.Integer(),
                lastAt: Moment,
              },
              CLOSED,
            ),
          ),
          callers: Type.Array(
            Type.Object(
              {
                network: Type.String(),
                userAgent: Type.String(),
                clientName: Type.String(),
                calls: Type.Integer(),
                lastAt: Moment,
              },
              CLOSED,
            ),
            { description: 'The clients, at most 500, most calls first.' },
          ),
        },
        CLOSED,
      ),
    },
    CLOSED,
  ),
  problems: ['account_not_found', 'integration_not_found', 'labs_feature_off'],
} as const satisfies Contract
