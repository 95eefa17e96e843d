import {
  classificationOf,
  listRetiredSecretUses as listUsesAction,
  type RetiredSecretSource,
} from '../../actions/retired-secrets.ts'
import { getSafeToExpire as safeAction } from '../../actions/safe-to-expire.ts'
import { dryRunScopes as dryRunAction } from '../../actions/scope-dry-run.ts'
import { LIST_RETIRED_SECRET_USES, type RetiredSecretUse } from '../../contract/retired-secrets.ts'
import { GET_SAFE_TO_EXPIRE, type SafeToExpire } from '../../contract/safe-to-expire.ts'
import { DRY_RUN_SCOPES } from '../../contract/scope-dry-run.ts'
import type { ExpirySafety } from '../../domain/cadence.ts'
import { cadenceWords, NOTHING_RETIRES, safetySentence } from '../../domain/cadence-words.ts'
import { momentOrNull } from './present.ts'
import { actorOf, handle } from './route.ts'

export const getSafeToExpire = handle(GET_SAFE_TO_EXPIRE, {
  run: ({ deps, params, ...call }) => safeAction(deps, actorOf(call), params),
  present: (safety, { deps }) => presentSafety(safety, deps.clock.now()),
})

export const listRetiredSecretUses = handle(LIST_RETIRED_SECRET_USES, {
  run: ({ deps, params, ...call }) => listUsesAction(deps, actorOf(call), params),
  present: sources => ({ items: sources.map(presentSource) }),
})

export const dryRunScopes = handle(DRY_RUN_SCOPES, {
  run: ({ deps, params, body, ...call }) =>
    dryRunAction(deps, actorOf(call), { ...params, scopes: body.scopes, days: body.days ?? DAYS_DEFAULT }),
  present: ({ since, removed, refused }) => ({
    since: since.toISOString(),
    removed,
    sentence: refused.sentence,
    refused: {
      calls: refused.calls,
      clients: refused.clients.length,
      operations: refused.operations.map(({ lastAt, ...operation }) => ({
        ...operation,
        lastAt: lastAt.toISOString(),
      })),
      callers: refused.clients.map(({ lastAt, ...client }) => ({ ...client, lastAt: lastAt.toISOString() })),
    },
  }),
})

const DAYS_DEFAULT = 30

function presentSource(source: RetiredSecretSource): RetiredSecretUse {
  const { tokenId: id, last4, endedAt, endedWhy, network, userAgent, clientName, operation, calls } = source
  return {
    token: { id, last4, endedAt: endedAt.toISOString(), endedWhy },
    ...{ network, userAgent, clientName, operation, calls },
    classification: classificationOf(source.isKnown),
    firstSeenAt: source.firstAt.toISOString(),
    lastSeenAt: source.lastAt.toISOString(),
  }
}

function presentSafety(safety: ExpirySafety | undefined, now: Date): SafeToExpire {
  if (safety === undefined) return { safe: false, sentence: NOTHING_RETIRES, clients: [] }
  return {
    safe: safety.safe,
    sentence: safetySentence(safety, now),
    clients: safety.clients.map(
      ({ network, userAgent, clientName, lastSeenAt, cadenceMs, movedAt, quietAt, status }) => ({
        ...{ network, userAgent, clientName, status },
        lastSeenAt: lastSeenAt.toISOString(),
        cadence: { everyMs: cadenceMs ?? null, sentence: cadenceWords(cadenceMs) },
        movedAt: momentOrNull(movedAt),
        quietAt: quietAt.toISOString(),
      }),
    ),
  }
}
