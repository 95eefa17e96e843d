import { type Static, Type } from 'typebox'
import { Slug } from './calendar-schema.ts'

const CLOSED = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 50 })
const text = (maxLength: number) => Type.String({ maxLength })

const Name = Type.String({ maxLength: 255, pattern: '\\S', examples: ['Consultations'] })

export const GroupParams = Type.Object({ groupId: Type.String() })
export const LocationQuery = Type.Object({ locationId: Id })

const GROUP = { name: Name, description: text(5000), slug: Slug }
export const CreateGroupBody = Type.Object(
  { locationId: Id, ...GROUP, isActive: Type.Optional(Type.Boolean()) },
  CLOSED,
)
export type CreateGroupBody = Static<typeof CreateGroupBody>
export const UpdateGroupBody = Type.Object(GROUP, CLOSED)
export type UpdateGroupBody = Static<typeof UpdateGroupBody>
export const GroupStatusBody = Type.Object({ isActive: Type.Boolean() }, CLOSED)
export type GroupStatusBody = Static<typeof GroupStatusBody>
/** A slug that cannot be one is not available; that is an answer, not a fault. */
export const ValidateSlugBody = Type.Object({ locationId: Id, slug: text(500) }, CLOSED)
export type ValidateSlugBody = Static<typeof ValidateSlugBody>

export const EventParams = Type.Object({ eventId: Type.String() })
export const NotesParams = Type.Object({ appointmentId: Type.String() })
export const NoteParams = Type.Object({ appointmentId: Type.String(), noteId: Type.String() })

export const APPOINTMENT_STATUSES = ['new', 'confirmed', 'cancelled', 'showed', 'noshow', 'invalid'] as const

/** A moment is text here and read by moments.ts, which knows the location's time zone. */
const Moment = text(40)

const APPOINTMENT = {
  title: Type.Optional(text(500)),
  meetingLocationType: Type.Optional(
    Type.Enum([...(['custom', 'zoom', 'gmeet', 'phone', 'address', 'ms_teams', 'google'] as const)]),
  ),
  meetingLocationId: Type.Optional(text(100)),
  overrideLocationConfig: Type.Optional(Type.Boolean()),
  appointmentStatus: Type.Optional(Type.Enum([...APPOINTMENT_STATUSES])),
  assignedUserId: Type.Optional(text(50)),
  description: Type.Optional(text(5000)),
  address: Type.Optional(text(2000)),
  ignoreDateRange: Type.Optional(Type.Boolean()),
  toNotify: Type.Optional(Type.Boolean()),
  ignoreFreeSlotValidation: Type.Optional(Type.Boolean()),
  rrule: Type.Optional(text(5000)),
  endTime: Type.Optional(Moment),
}
export const CreateAppointmentBody = Type.Object(
  { locationId: Id, calendarId: Id, contactId: Id, startTime: Moment, ...APPOINTMENT },
  CLOSED,
)
export type CreateAppointmentBody = Static<typeof CreateAppointmentBody>
export const UpdateAppointmentBody = Type.Object(
  { calendarId: Type.Optional(Id), startTime: Type.Optional(Moment), ...APPOINTMENT },
  CLOSED,
)
export type UpdateAppointmentBody = Static<typeof UpdateAppointmentBody>

export const DeleteEventBody = Type.Object({}, CLOSED)

/** The document requires calendarId and forbids it beside assignedUserId: what is meant is exactly one of them. */
const BLOCK = {
  locationId: Id,
  title: Type.Optional(text(500)),
  calendarId: Type.Optional(text(50)),
  assignedUserId: Type.Optional(text(50)),
}
export const CreateBlockBody = Type.Object({ ...BLOCK, startTime: Moment, endTime: Moment }, CLOSED)
export type CreateBlockBody = Static<typeof CreateBlockBody>
export const UpdateBlockBody = Type.Object(
  { ...BLOCK, startTime: Type.Optional(Moment), endTime: Type.Optional(Moment) },
  CLOSED,
)
export type UpdateBlockBody = Static<typeof UpdateBlockBody>

/** Milliseconds since 1970 as text. */
const Milliseconds = Type.String({ pattern: '^\\d{1,15}$', examples: ['1680373800000'] })

export const EventsQuery = Type.Object({
  locationId: Id,
  userId: Type.Optional(text(50)),
  calendarId: Type.Optional(text(50)),
  groupId: Type.Optional(text(50)),
  startTime: Milliseconds,
  endTime: Milliseconds,
})
export type EventsQuery = Static<typeof EventsQuery>

/** Documented as required, and as 10 and 0 in every example: a caller who leaves them out gets those. */
export const NotesQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 10 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
})
export type NotesQuery = Static<typeof NotesQuery>

export const NoteBody = Type.Object(
  { userId: Type.Optional(Id), body: Type.String({ minLength: 1, maxLength: 5000 }) },
  CLOSED,
)
export type NoteBody = Static<typeof NoteBody>
