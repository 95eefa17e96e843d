import type { ServerResponse } from 'node:http'
import { Problem } from '../../domain/problem.ts'
import type { Services } from '../services.ts'
import type { Exchange } from './answer.ts'

/** Several of these fit into the lease that a follower gives the stream. */
const BEAT_EVERY_MS = 500
const STREAMS_MAX = 1000
/** A follower that takes no bytes is cut off, and begins anew when it comes back. */
const BACKLOG_BYTES_MAX = 1_000_000

/** The open streams of one node. */
export interface ChangeStreams {
  /** Throws when this node cannot tell anything at the moment. */
  open(exchange: Exchange): void
  /** Ends them all: the server is about to close. */
  close(): void
}

/**
 * `GET /verify/changes`: says which integrations have changed, as soon as this node knows it. Ids alone: neither secrets nor their
 * hashes leave the server. It beats only while the node holds its lease; a follower that hears no beat trusts nothing it knows.
 */
export function createChanges(services: Services): ChangeStreams {
  const streams = new Set<ServerResponse>()
  let timer: NodeJS.Timeout | undefined
  const send = (text: string) => {
    for (const stream of streams) {
      if (stream.writableLength > BACKLOG_BYTES_MAX) stream.destroy()
      else stream.write(text)
    }
  }
  const beat = () => {
    if (services.isReady()) send(beatOf(services))
    // A node that is going away sends its followers elsewhere.
    if (services.isDraining?.() === true) for (const stream of streams) stream.end()
  }
  services.onChange?.(integrationIds => {
    send(integrationIds === 'all' ? 'event: reset\n\n' : `event: changed\ndata: ${integrationIds.join(' ')}\n\n`)
  })
  const open = ({ request, response, requestId }: Exchange) => {
    if (streams.size >= STREAMS_MAX || !services.isReady()) throw new Problem('temporary_reduced_capacity')
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      // nginx would keep events back until its buffer is full.
      'x-accel-buffering': 'no',
    })
    request.socket.setTimeout(0)
    response.write(beatOf(services))
    streams.add(response)
    timer ??= setInterval(beat, BEAT_EVERY_MS).unref()
    response.once('close', () => {
      streams.delete(response)
      if (streams.size > 0) return
      clearInterval(timer)
      timer = undefined
    })
  }
  return {
    open,
    close() {
      for (const stream of streams) stream.end()
    },
  }
}

function beatOf({ deps }: Services): string {
  return `event: beat\ndata: ${deps.clock.now().getTime()}\n\n`
}
