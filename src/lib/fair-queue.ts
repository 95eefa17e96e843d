/** Lets few do something dear at once, and others wait for their turn. */
export interface FairQueue {
  /**
   * Runs work when its turn has come. Throws QueueFullError when too many wait, or too many of the same source: one
   * that sends a flood then holds up itself, and leaves places for everyone else.
   */
  run<T>(source: string | undefined, work: () => Promise<T>): Promise<T>
}

/** How many run at once, wait at most, and wait at most for one source. */
export interface FairQueueOptions {
  atOnceMax: number
  waitingMax: number
  shareMax: number
}

/** So many wait that another one must come back later. */
export class QueueFullError extends Error {
  constructor() {
    super('too many wait for their turn')
    this.name = 'QueueFullError'
  }
}

/** A queue in the order of asking. In memory, per process. */
export function createFairQueue({ atOnceMax, waitingMax, shareMax }: FairQueueOptions): FairQueue {
  const waiting: { source: string | undefined; go: () => void }[] = []
  let running = 0
  async function take(source: string | undefined): Promise<void> {
    if (running < atOnceMax) {
      running++
      return
    }
    const ofSource = source === undefined ? 0 : waiting.filter(one => one.source === source).length
    if (waiting.length >= waitingMax || ofSource >= shareMax) throw new QueueFullError()
    await new Promise<void>(go => waiting.push({ source, go }))
  }
  return {
    async run(source, work) {
      await take(source)
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        // The turn is handed on: given up and taken again, another caller could slip in between.
        if (next === undefined) running--
        else next.go()
      }
    },
  }
}
