import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { coerceTextValues } from '../lib/text-values.ts'
import { compileShape, type ShapeFault } from './shapes.ts'

/** The schemas of a request. A missing one for the query or the body means that none is taken. */
export interface InputSchemas {
  query?: TSchema
  body?: TSchema
}

export interface Input {
  query: Record<string, unknown>
  body: unknown
}

/** Everything that is wrong with query and body together, or the values to go on with. */
export type InputReader = (request: FastifyRequest) => { input: Input; faults: ShapeFault[] }

const NOTHING = { type: 'object', properties: {}, additionalProperties: false } as TSchema

/** Compiles the reader of one route's input; a file is no JSON to be held against a schema. Query values are read from their text, bodies are taken as they are. */
export function compileInputReader(schemas: InputSchemas, isUpload = false): InputReader {
  const querySchema = schemas.query ?? NOTHING
  const hasQueryFaults = compileShape(querySchema)
  const hasBodyFaults = compileShape(schemas.body ?? NOTHING)
  return request => {
    const query = coerceTextValues(request.query as Record<string, unknown>, querySchema)
    const isBodyExpected = !isUpload && (schemas.body !== undefined || request.body !== undefined)
    const body = request.body ?? {}
    const faults = [...hasQueryFaults(query), ...(isBodyExpected ? hasBodyFaults(body) : [])]
    return { input: { query, body }, faults }
  }
}
