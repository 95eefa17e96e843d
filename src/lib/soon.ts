/** Work that is begun a little later, once for all who asked for it meanwhile, or at once when somebody cannot wait. */
export class Soon {
  readonly #work: () => Promise<void>
  readonly #delayMs: number
  #asked: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()
  #begin = () => {}

  constructor(delayMs: number, work: () => Promise<void>) {
    this.#delayMs = delayMs
    this.#work = work
  }

  /** Is settled with the work, which begins after this. */
  ask(): Promise<void> {
    this.#asked ??= this.#last = this.#wait().then(() => {
      this.#asked = undefined
      return this.#work()
    })
    return this.#asked
  }

  /** Does nothing where nothing was asked for. */
  hurry(): void {
    this.#begin()
  }

  /** Waits for what was asked for, which begins at once; never rejects. */
  async finish(): Promise<void> {
    this.hurry()
    await this.#last.catch(() => {})
  }

  #wait(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, this.#delayMs)
    this.#begin = () => {
      clearTimeout(timer)
      resolve()
    }
    return promise
  }
}
