import type { TSchema } from 'typebox'
import type { ProblemCode } from '../domain/problem.ts'

/** One operation of the management API as both ends see it: what goes in, what comes out, how it can fail. */
export interface Contract {
  /** The operationId of the OpenAPI document. */
  id: string
  summary: string
  status: 200 | 201 | 204
  query?: TSchema
  body?: TSchema
  reply?: TSchema
  /** The body is a file of this type, instead of JSON. */
  upload?: { type: string; bytesMax: number }
  /** The reply is a file of this type, instead of JSON. */
  download?: string
  /** Beyond those that any operation can answer with. */
  problems: readonly ProblemCode[]
}
