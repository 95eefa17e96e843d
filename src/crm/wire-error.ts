const REASON: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  422: 'Unprocessable Entity',
}

/** The published bodies: 422 carries a list of sentences, 401, 403 and 422 name the reason (common-schemas.json). */
export class WireError extends Error {
  readonly statusCode: number
  readonly body: Record<string, unknown>

  constructor(statusCode: number, says: string | string[], extra: Record<string, unknown> = {}) {
    super(Array.isArray(says) ? says.join(', ') : says)
    this.name = 'WireError'
    this.statusCode = statusCode
    const message = statusCode === 422 && !Array.isArray(says) ? [says] : says
    const reason = [401, 403, 422].includes(statusCode) ? { error: REASON[statusCode] } : {}
    this.body = { statusCode, message, ...reason, ...extra }
  }
}

/** Another account's, a deleted and a never existing id read the same, so that no id of a stranger can be told apart. */
export function notFound(noun: string, id: string): WireError {
  return new WireError(404, `${noun} with id ${id} not found`)
}

/** Refuses one property of a request with a sentence that names it (422). */
export function refuse(property: string, rule: string): WireError {
  return new WireError(422, [`${property} ${rule}`])
}
