import type { Static } from 'typebox'
import { TokenQuestion, TokenQuestions } from '../../contract/verify.ts'
import { limitsOf } from '../../domain/limit.ts'
import type { Principal } from '../../domain/principal.ts'
import { invalid, Problem } from '../../domain/problem.ts'
import { limitFacts } from '../limit-headers.ts'
import { plainHeader } from '../origin.ts'
import type { Services } from '../services.ts'
import { compileShape } from '../shapes.ts'
import type { Answerer, Exchange } from './answer.ts'
import { type Finding, inspect } from './inspect.ts'
import { NamedOperations } from './named-operations.ts'
import { readJson } from './read-body.ts'
import { requireShape } from './require-shape.ts'

type Question = Static<typeof TokenQuestion>

/** `POST /verify`: one token, or a list under `tokens`. A token that is no good is an answer, not an error. */
export function createVerify(services: Services, answerer: Answerer): (exchange: Exchange) => Promise<void> {
  const operations = new NamedOperations({ id: 'verify', method: 'POST', path: '/verify' })
  const [one, many] = [compileShape(TokenQuestion), compileShape(TokenQuestions)]
  const scopeOfOperation = new Map(services.operations.map(({ id, scope }) => [id, scope]))
  const scopesOf = ({ scope, scopes = [], operation }: Question, field: string): string[] => {
    if (operation === undefined) return scope === undefined ? scopes : [scope, ...scopes]
    const ofOperation = scopeOfOperation.get(operation)
    if (ofOperation === undefined)
      throw invalid(field, 'must be the id of an operation that is served, such as get-contact')
    return [ofOperation, ...(scope === undefined ? [] : [scope]), ...scopes]
  }
  const ask = async (question: Question, { exchange, at }: { exchange: Exchange; at: string }) => {
    const finding = await inspect(services, {
      secret: question.token,
      client: {
        ip: question.ip ?? '',
        userAgent: plainHeader(question.userAgent),
        clientName: plainHeader(question.clientName, 100),
      },
      scopes: scopesOf(question, `${at}operation`),
      operations,
      label: question.label,
      requestId: exchange.requestId,
      isCounted: question.count ?? true,
    })
    if (!finding.ok && finding.code === 'temporary_reduced_capacity') throw new Problem('temporary_reduced_capacity')
    return present(services, finding)
  }
  return async exchange => {
    const body = await readJson(exchange.request)
    if (!isList(body)) {
      requireShape(one, body)
      return answerer.json(exchange, await ask(body as Question, { exchange, at: '' }))
    }
    requireShape(many, body)
    const { tokens } = body as Static<typeof TokenQuestions>
    const results = await Promise.all(
      tokens.map((question, number) => ask(question, { exchange, at: `tokens[${number}].` })),
    )
    answerer.json(exchange, { results })
  }
}

function isList(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'tokens' in body
}

/** What a platform is told: whom the token stands for, or the code of what is wrong. */
function present(services: Services, finding: Finding): Record<string, unknown> {
  const known = finding.principal && identityOf(services, finding.principal)
  if (finding.ok) return { active: true, ...known, limits: presentLimits(services, finding) }
  const { code, retryAfterMs, limit } = finding
  return {
    active: false,
    code,
    ...known,
    ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
    ...(limit !== undefined && limitFacts(limit)),
  }
}

/** What the integration may call, and, of a call that was counted, what is left of it. */
function presentLimits({ verifier }: Services, { principal, limit }: Finding & { ok: true }): Record<string, number> {
  const { perTenSeconds, perDay } = limit ?? limitsOf(verifier.describe(principal)?.limits ?? {})
  if (limit === undefined) return { perTenSeconds, perDay }
  const { tenSecondsRemaining, dayRemaining } = limit
  return { perTenSeconds, tenSecondsRemaining, perDay, dayRemaining }
}

function identityOf({ verifier }: Services, principal: Principal): Record<string, unknown> {
  const known = verifier.describe(principal)
  return {
    account: {
      id: principal.accountId,
      kind: principal.accountKind,
      ...(principal.accountKind === 'location' && { locationId: principal.wireId }),
      companyId: principal.companyId,
    },
    integration: { id: principal.integrationId, name: known?.name ?? '' },
    token: { id: principal.tokenId, retiring: principal.retiringSince !== undefined },
    scopes: [...principal.scopes].sort(),
    endsAt: principal.endsAt?.toISOString() ?? null,
    // Whoever keeps the answer must know that it holds for this address alone.
    ...(known?.allowedIps !== undefined && { addressBound: true }),
  }
}
