import { Problem } from '../../domain/problem.ts'
import { describeFault } from '../fault-words.ts'
import type { Shape } from '../shapes.ts'

/** Refuses a body that does not fit, naming all faulty fields at once. */
export function requireShape(shape: Shape, body: unknown): void {
  const fields = shape(body).map(describeFault)
  if (fields.length === 0) return
  const detail = fields.map(({ field, message }) => `${field}: ${message}`).join('; ')
  throw new Problem('input_invalid', { detail, fields })
}
