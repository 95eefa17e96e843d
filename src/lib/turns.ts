/** Lets work of one key run a few at a time, some more wait, and turns the rest away. */
export interface Turns {
  /** Runs the work when it is its turn. Throws what `refuse` makes when the key's places are all taken. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>
  /** How many keys have work under way; for tests. */
  readonly size: number
}

/** How many of one key run, and how many there may be together with those that wait. */
export interface TurnsOptions {
  runningMax: number
  placesMax: number
  refuse(placesMax: number): Error
}

interface Queue {
  running: number
  waiting: (() => void)[]
}

/** Makes turns for this process. Who waits longest runs next; a key without work takes no memory. */
export function createTurns({ runningMax, placesMax, refuse }: TurnsOptions): Turns {
  const queues = new Map<string, Queue>()
  const queueOf = (key: string): Queue => {
    const queue = queues.get(key) ?? { running: 0, waiting: [] }
    queues.set(key, queue)
    return queue
  }
  const leave = (key: string, queue: Queue): void => {
    const next = queue.waiting.shift()
    // The place goes from hand to hand: nobody who comes now can slip in before.
    if (next !== undefined) return next()
    queue.running--
    if (queue.running === 0) queues.delete(key)
  }
  return {
    get size() {
      return queues.size
    },
    async run(key, work) {
      const queue = queueOf(key)
      if (queue.running + queue.waiting.length >= placesMax) throw refuse(placesMax)
      if (queue.running < runningMax) queue.running++
      else await new Promise<void>(resolve => queue.waiting.push(resolve))
      try {
        return await work()
      } finally {
        leave(key, queue)
      }
    },
  }
}
