import type { ProblemCode } from '../../../src/domain/problem.ts'

/** One field that was not as it should be. */
export interface FieldFault {
  field: string
  message: string
}

/** What a problem can be called: a code of docs/errors.md, or one of the console's own. */
export type ApiProblemCode = ProblemCode | 'unexpected_error' | 'offline'

/** A refusal of the management API (RFC 9457), or no answer at all (`offline`). */
export class ApiProblem extends Error {
  readonly code: ApiProblemCode
  readonly status: number
  /** A sentence for the person. */
  readonly detail: string
  readonly fields: readonly FieldFault[]
  /** What else the server told, such as the clients that use a token. */
  readonly facts: Readonly<Record<string, unknown>>

  constructor(given: { code: ApiProblemCode; status: number; detail: string; facts?: Record<string, unknown> }) {
    super(given.detail)
    this.name = 'ApiProblem'
    this.code = given.code
    this.status = given.status
    this.detail = given.detail
    this.facts = given.facts ?? {}
    this.fields = Array.isArray(this.facts.fields) ? (this.facts.fields as FieldFault[]) : []
  }

  /** What is wrong with a field, if it is the one. `scopes/3` speaks of `scopes` too. */
  fieldFault(field: string): string | undefined {
    const fault = this.fields.find(one => one.field === field || one.field.startsWith(`${field}/`))
    return fault?.message
  }
}

/** Reads a refusal off a reply, whatever it holds. */
export async function readProblem(reply: Response): Promise<ApiProblem> {
  const body = (await reply.json().catch(() => ({}))) as Record<string, unknown>
  const code = typeof body.code === 'string' ? (body.code as ApiProblemCode) : 'unexpected_error'
  const says = body.detail ?? body.title
  const detail = typeof says === 'string' ? says : `The server answered ${reply.status}.`
  return new ApiProblem({ code, status: reply.status, detail, facts: body })
}

/** The problem behind anything thrown. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new ApiProblem({ code: 'unexpected_error', status: 0, detail })
}
