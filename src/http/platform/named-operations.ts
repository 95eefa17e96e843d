import type { CalledOperation } from '../../verify/call-recorder.ts'

/** Names stand in the code or the configuration of a platform: there are few. Beyond these all are the door's own. */
const NAMES_MAX = 1000

/**
 * What was called, by the name that a platform gives it. The log of calls tells operations apart by the object, so each name
 * has one of its own.
 */
export class NamedOperations {
  readonly #door: CalledOperation
  #byName = new Map<string, CalledOperation>()

  constructor(door: CalledOperation) {
    this.#door = door
  }

  named(name: string | undefined): CalledOperation {
    if (name === undefined) return this.#door
    const known = this.#byName.get(name)
    if (known !== undefined || this.#byName.size >= NAMES_MAX) return known ?? this.#door
    const operation = { ...this.#door, id: name }
    this.#byName.set(name, operation)
    return operation
  }
}
