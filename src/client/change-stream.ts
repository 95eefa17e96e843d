/** What comes over the stream. */
export interface ChangeListener {
  /** The node answers and holds its lease; its time in milliseconds since 1970. */
  beat(serverNowMs: number): void
  changed(integrationIds: readonly string[]): void
  /** What was known may be old: a new stream, or a node that loaded everything anew. */
  reset(): void
}

export interface ChangeStreamOptions {
  url: string
  platformKey: string
  /** A stream that says nothing for this long is given up. */
  silenceMs: number
  listener: ChangeListener
}

const FIRST_WAIT_MS = 100
const WAIT_MS_MAX = 5000

/** Follows GET /verify/changes until closed, and connects again whenever it breaks. */
export function followChanges(options: ChangeStreamOptions): { close(): void } {
  const closing = new AbortController()
  void keepFollowing(options, closing.signal)
  return { close: () => closing.abort() }
}

async function keepFollowing(options: ChangeStreamOptions, closed: AbortSignal): Promise<void> {
  let waitMs = FIRST_WAIT_MS
  while (!closed.aborted) {
    const hasHeard = await followOnce(options, closed).catch(() => false)
    waitMs = hasHeard ? FIRST_WAIT_MS : Math.min(waitMs * 2, WAIT_MS_MAX)
    await pause(waitMs, closed)
  }
}

/** One connection, to its end. Tells whether anything came. */
async function followOnce(
  { url, platformKey, silenceMs, listener }: ChangeStreamOptions,
  closed: AbortSignal,
): Promise<boolean> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), silenceMs)
  let hasHeard = false
  try {
    const reply = await fetch(`${url}/verify/changes`, {
      headers: { authorization: `Bearer ${platformKey}`, accept: 'text/event-stream' },
      signal: AbortSignal.any([closed, silence.signal]),
    })
    if (!reply.ok || reply.body === null) return false
    listener.reset()
    for await (const event of readEvents(reply.body)) {
      timer.refresh()
      hasHeard = true
      tell(event, listener)
    }
    return hasHeard
  } finally {
    clearTimeout(timer)
  }
}

interface StreamEvent {
  type: string
  data: string
}

async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const lines = block.split('\n')
      const field = (name: string) => lines.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
      yield { type: field('event'), data: field('data') }
    }
  }
}

function tell({ type, data }: StreamEvent, listener: ChangeListener): void {
  if (type === 'beat') listener.beat(Number(data))
  else if (type === 'changed') listener.changed(data.split(' '))
  else if (type === 'reset') listener.reset()
}

function pause(ms: number, closed: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (closed.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    closed.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
