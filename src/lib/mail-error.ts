/** A letter was not taken. `reason` holds codes alone: what a mail server says may repeat what it was sent. */
export class MailError extends Error {
  readonly reason: string
  /** True when trying again cannot help: this letter, or this recipient, is refused for good. */
  readonly isFinal: boolean

  constructor(reason: string, isFinal: boolean, cause: unknown) {
    super(`mail was not taken: ${reason}`, { cause })
    this.name = 'MailError'
    this.reason = reason
    this.isFinal = isFinal
  }
}
