import {
  type ForwardableEvent,
  readEventFeed as readAction,
  startListening as startAction,
} from '../../actions/event-feed.ts'
import { READ_EVENTS, START_LISTENING } from '../../contract/event-feed.ts'
import { actorOf, handle } from './route.ts'

export const startListening = handle(START_LISTENING, {
  run: ({ deps, params, ...call }) => startAction(deps, actorOf(call), params),
  present: started => started,
})

export const readEvents = handle(READ_EVENTS, {
  run({ deps, services, request, params, query, ...call }) {
    const { cursor, types, wait = 0 } = query
    return readAction(deps, actorOf(call), {
      ...{ ...params, cursor, waitMs: wait * 1000 },
      ...(types === undefined ? {} : { types: types.split(',') }),
      // Neither a client that left nor a stop of the server waits for an event.
      isWanted: () => services.isDraining?.() !== true && !request.raw.destroyed,
    })
  },
  present: ({ items, cursor }) => ({ items: items.map(presentEvent), cursor }),
})

function presentEvent({ id, type, createdAt, headers, body }: ForwardableEvent) {
  return { id, type, createdAt: createdAt.toISOString(), request: { headers, body } }
}
