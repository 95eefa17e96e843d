import { type Static, type TSchema, Type } from 'typebox'

const CLOSED = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 50 })
const Name = Type.String({ maxLength: 255, pattern: '\\S', examples: ['Consultation'] })
const text = (maxLength: number) => Type.String({ maxLength })
const amount = (minimum: number, maximum: number) => Type.Number({ minimum, maximum })
const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })
const list = <Item extends TSchema>(item: Item, maxItems: number) => Type.Array(item, { maxItems })
const optional = <Shape extends Record<string, TSchema>>(shape: Shape) => Type.Partial(Type.Object(shape)).properties

const MinutesOrHours = Type.Enum(['mins', 'hours'])

/** Part of an address on the web: no blanks, nothing that needs escaping. */
export const Slug = Type.String({ minLength: 1, maxLength: 100, pattern: '^[\\w.~/-]+$', examples: ['first-meeting'] })

const Hour = Type.Object(
  { openHour: whole(0, 23), openMinute: whole(0, 60), closeHour: whole(0, 23), closeMinute: whole(0, 60) },
  CLOSED,
)
export type Hour = Static<typeof Hour>

const OpenHour = Type.Object({ daysOfTheWeek: list(whole(0, 6), 7), hours: list(Hour, 24) }, CLOSED)

/** `deleted` and `id` are for changing one of the dates that are there already. */
const Availability = Type.Object(
  {
    date: Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}(T00:00:00(\\.000)?Z)?$',
      examples: ['2023-09-24T00:00:00.000Z'],
    }),
    hours: list(Hour, 24),
    deleted: Type.Optional(Type.Boolean()),
    id: Type.Optional(Id),
  },
  CLOSED,
)
export type AvailabilityInput = Static<typeof Availability>

const LocationConfiguration = Type.Object(
  {
    kind: Type.Enum([
      ...(['custom', 'zoom_conference', 'google_conference', 'inbound_call', 'outbound_call'] as const),
      ...(['physical', 'booker', 'ms_teams_conference'] as const),
    ]),
    location: Type.Optional(text(2000)),
  },
  CLOSED,
)
export type LocationConfiguration = Static<typeof LocationConfiguration>

const TeamMember = Type.Object(
  {
    userId: Id,
    ...optional({
      priority: Type.Enum([0, 0.5, 1]),
      meetingLocationType: Type.Enum(['custom', 'zoom', 'gmeet', 'phone', 'address', 'teams', 'booker']),
      meetingLocation: text(2000),
      isPrimary: Type.Boolean(),
      locationConfigurations: list(LocationConfiguration, 20),
    }),
  },
  CLOSED,
)
export type TeamMember = Static<typeof TeamMember>

const Notification = Type.Object(
  {
    type: Type.Optional(Type.Enum(['email'])),
    shouldSendToContact: Type.Boolean(),
    shouldSendToGuest: Type.Boolean(),
    shouldSendToUser: Type.Boolean(),
    shouldSendToSelectedUsers: Type.Boolean(),
    selectedUsers: text(2000),
  },
  CLOSED,
)

const Recurring = Type.Object(
  optional({
    freq: Type.Enum(['DAILY', 'WEEKLY', 'MONTHLY']),
    count: whole(1, 24),
    bookingOption: Type.Enum(['skip', 'continue', 'book_next']),
    bookingOverlapDefaultStatus: Type.Enum(['confirmed', 'new']),
  }),
  CLOSED,
)

const LookBusy = Type.Object({ enabled: Type.Boolean(), LookBusyPercentage: amount(0, 100) }, CLOSED)

/** Of when and how long; what they mean is in slot-rules.ts and open-hours.ts. */
const TIMES = optional({
  slotDuration: amount(0, 1440),
  slotDurationUnit: MinutesOrHours,
  slotInterval: amount(0, 1440),
  slotIntervalUnit: MinutesOrHours,
  slotBuffer: amount(0, 1440),
  slotBufferUnit: MinutesOrHours,
  preBuffer: amount(0, 1440),
  preBufferUnit: MinutesOrHours,
  appoinmentPerSlot: whole(1, 10_000),
  appoinmentPerDay: whole(0, 10_000),
  allowBookingAfter: amount(0, 10_000),
  allowBookingAfterUnit: Type.Enum(['hours', 'days', 'weeks', 'months']),
  allowBookingFor: amount(0, 10_000),
  allowBookingForUnit: Type.Enum(['days', 'weeks', 'months']),
  openHours: list(OpenHour, 50),
  // Null is documented as "both", which is what is meant where nothing is given.
  availabilityType: Type.Unsafe<0 | 1 | null>({ type: 'number', nullable: true, enum: [0, 1, null] }),
  availabilities: list(Availability, 366),
  lookBusyConfig: LookBusy,
})

const SETTINGS = {
  ...TIMES,
  ...optional({
    notifications: list(Notification, 20),
    teamMembers: list(TeamMember, 100),
    eventType: Type.Enum(['RoundRobin_OptimizeForAvailability', 'RoundRobin_OptimizeForEqualDistribution']),
    description: text(5000),
    widgetSlug: Slug,
    widgetType: Type.Enum(['default', 'classic']),
    eventTitle: text(500),
    eventColor: text(50),
    meetingLocation: text(2000),
    locationConfigurations: list(LocationConfiguration, 20),
    enableRecurring: Type.Boolean(),
    recurring: Recurring,
    formId: text(50),
    stickyContact: Type.Boolean(),
    isLivePaymentMode: Type.Boolean(),
    autoConfirm: Type.Boolean(),
    shouldSendAlertEmailsToAssignedMember: Type.Boolean(),
    alertEmail: text(254),
    googleInvitationEmails: Type.Boolean(),
    allowReschedule: Type.Boolean(),
    allowCancellation: Type.Boolean(),
    shouldAssignContactToTeamMember: Type.Boolean(),
    shouldSkipAssigningContactForExisting: Type.Boolean(),
    notes: text(5000),
    pixelId: text(100),
    formSubmitType: Type.Enum(['RedirectURL', 'ThankYouMessage']),
    formSubmitRedirectURL: text(2000),
    formSubmitThanksMessage: text(5000),
    guestType: Type.Enum(['count_only', 'collect_detail']),
    consentLabel: text(5000),
    calendarCoverImage: text(2000),
  }),
}
const Settings = Type.Object(SETTINGS, CLOSED)
export type SettingsInput = Static<typeof Settings>

export const CALENDAR_TYPES = [
  ...(['round_robin', 'event', 'class_booking', 'collective', 'service_booking', 'personal'] as const),
] as const

/** What a calendar is beside its settings. */
const PLACE = optional({
  isActive: Type.Boolean(),
  // Null or empty text takes the calendar out of its group.
  groupId: Type.Unsafe<string | null>({ type: 'string', nullable: true, maxLength: 50 }),
  slug: Slug,
})

export const CreateCalendarBody = Type.Object(
  { locationId: Id, name: Name, calendarType: Type.Optional(Type.Enum([...CALENDAR_TYPES])), ...PLACE, ...SETTINGS },
  CLOSED,
)
export type CreateCalendarBody = Static<typeof CreateCalendarBody>

/** The document leaves out slotBufferUnit here, which would freeze it at creation: it may be changed. */
export const UpdateCalendarBody = Type.Object({ name: Type.Optional(Name), ...PLACE, ...SETTINGS }, CLOSED)
export type UpdateCalendarBody = Static<typeof UpdateCalendarBody>

export const CalendarParams = Type.Object({ calendarId: Type.String() })

export const CalendarsQuery = Type.Object({
  locationId: Id,
  groupId: Type.Optional(text(50)),
  showDrafted: Type.Optional(Type.Boolean({ default: true })),
})
export type CalendarsQuery = Static<typeof CalendarsQuery>

/** Up to the year 9999, whose last days have no tomorrow that four digits could write. */
const Moment = whole(0, 253_370_764_800_000)

export const FreeSlotsQuery = Type.Object({
  startDate: Moment,
  endDate: Moment,
  timezone: Type.Optional(text(64)),
  userId: Type.Optional(text(50)),
  userIds: Type.Optional(list(text(50), 100)),
})
export type FreeSlotsQuery = Static<typeof FreeSlotsQuery>
