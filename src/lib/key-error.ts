/** A key is missing, weak or not the one that the data was made with. The message is for the operator. */
export class KeyError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'KeyError'
  }
}
