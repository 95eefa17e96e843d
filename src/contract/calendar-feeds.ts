import { type Static, Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, Moment, MomentOrNull } from './fields.ts'

/** Your calendar of an account's due dates, without its secret address. */
export const CalendarFeed = Type.Object(
  {
    last4: Type.String({ description: 'The end of the secret in the address.' }),
    createdAt: Moment,
    lastReadAt: MomentOrNull,
  },
  CLOSED,
)
export type CalendarFeed = Static<typeof CalendarFeed>

export const GET_CALENDAR_FEED = {
  id: 'getCalendarFeed',
  summary: 'Your calendar feed of due dates, if you have made one',
  status: 200,
  reply: Type.Object({ feed: Type.Union([CalendarFeed, Type.Null()]) }, CLOSED),
  problems: ['account_not_found'],
} as const satisfies Contract

export const CREATE_CALENDAR_FEED = {
  id: 'createCalendarFeed',
  summary: 'Make the secret address of your calendar feed; the address before it is dead',
  status: 201,
  reply: Type.Object(
    {
      feed: CalendarFeed,
      secret: Type.Optional(
        Type.String({ format: 'uri', description: 'The whole address, for a calendar program. Shown this once.' }),
      ),
      secretShown: Type.Optional(Type.Literal(true, { description: 'A retry: the address was shown before.' })),
    },
    CLOSED,
  ),
  problems: ['account_not_found', 'permission_missing'],
} as const satisfies Contract

export const DELETE_CALENDAR_FEED = {
  id: 'deleteCalendarFeed',
  summary: 'Close your calendar feed: its address is dead',
  status: 204,
  problems: ['account_not_found'],
} as const satisfies Contract
