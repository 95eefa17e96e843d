import type { ErrorObject, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { TSchema } from 'typebox'

/** One way in which a value does not fit its schema: where, which rule, and what the rule asks. */
export interface ShapeFault {
  path: (string | number)[]
  rule: string
  /** The schema that was not met, for its limits, names and examples. */
  schema: Record<string, unknown>
}

/** Says everything that is wrong with a value; empty when it fits. */
export type Shape = (value: unknown) => ShapeFault[]

// Nothing is coerced or removed: what is not as it should be is refused, all of it at once. Defaults are filled in.
const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false, useDefaults: true })
addFormats.default(ajv)

/** Compiles a schema once, at start. */
export function compileShape(schema: TSchema): Shape {
  const validate: ValidateFunction = ajv.compile(schema)
  return value => (validate(value) ? [] : readFaults(validate.errors ?? []))
}

/** A union reports each branch and then itself: only the union's own line is worth reading. */
function readFaults(errors: readonly ErrorObject[]): ShapeFault[] {
  const unions = errors.filter(error => error.keyword === 'anyOf').map(error => `${error.schemaPath}/`)
  const faults = errors.filter(error => !unions.some(path => error.schemaPath.startsWith(path))).map(readFault)
  const seen = new Set<string>()
  return faults.filter(fault => {
    const key = JSON.stringify(fault.path)
    return seen.has(key) ? false : seen.add(key)
  })
}

function readFault(error: ErrorObject): ShapeFault {
  const path = error.instancePath.split('/').slice(1).map(readStep)
  const { missingProperty, additionalProperty } = error.params as Record<string, string | undefined>
  const property = missingProperty ?? additionalProperty
  return {
    path: property === undefined ? path : [...path, property],
    rule: error.keyword,
    schema: error.parentSchema ?? {},
  }
}

function readStep(step: string): string | number {
  const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^[0-9]+$/.test(name) ? Number(name) : name
}
