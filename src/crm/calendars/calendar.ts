import type { CALENDAR_TYPES, Hour, SettingsInput } from './calendar-schema.ts'

export type CalendarType = (typeof CALENDAR_TYPES)[number]

/** A date with hours of its own. No hours: closed on that date. */
export interface CustomDate {
  id: string
  /** YYYY-MM-DD on the calendar's own wall clock. */
  date: string
  hours: Hour[]
}

/** What the wire says of a calendar, by its names there; dates of their own once read. */
export interface CalendarSettings extends Omit<SettingsInput, 'availabilities' | 'availabilityType'> {
  /** 0 = open hours alone, 1 = custom dates alone, absent = custom dates, and open hours on all other days. */
  availabilityType?: 0 | 1
  availabilities?: CustomDate[]
}

/** Something that contacts book time in. */
export interface Calendar {
  id: string
  name: string
  slug: string
  groupId: string | null
  type: CalendarType
  /** False while it is a draft: nobody can book then. */
  isActive: boolean
  settings: CalendarSettings
  createdAt: Date
  updatedAt: Date
}

/** Monday to Friday, eight to five: open from the first day, and to be seen in what the caller gets back. */
const OFFICE_HOURS = {
  daysOfTheWeek: [1, 2, 3, 4, 5],
  hours: [{ openHour: 8, openMinute: 0, closeHour: 17, closeMinute: 0 }],
}

/** The documented defaults, and hours in which something can be booked. */
export const DEFAULT_SETTINGS: CalendarSettings = {
  eventType: 'RoundRobin_OptimizeForAvailability',
  widgetType: 'classic',
  eventTitle: '{{contact.name}}',
  eventColor: '#039be5',
  slotDuration: 30,
  slotDurationUnit: 'mins',
  slotInterval: 30,
  slotIntervalUnit: 'mins',
  appoinmentPerSlot: 1,
  openHours: [OFFICE_HOURS],
  enableRecurring: false,
  autoConfirm: true,
  googleInvitationEmails: false,
  allowReschedule: true,
  allowCancellation: true,
  formSubmitType: 'ThankYouMessage',
}
