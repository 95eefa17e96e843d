import type { APPOINTMENT_STATUSES } from './schema.ts'

export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number]

/** Statuses of appointments that take no time any more. */
export const FREEING_STATUSES: readonly AppointmentStatus[] = ['cancelled', 'invalid']

/** A meeting with a contact. One that repeats is the first of its series, and stands for all of it. */
export interface Appointment {
  id: string
  contactId: string
  calendarId: string
  /** The group that its calendar is in now. */
  groupId: string | null
  title: string
  status: AppointmentStatus
  assignedUserId: string | null
  /** Secondary owners, by their wire ids. */
  users: string[]
  resources: string[]
  /** One text under two names: requests call it description, the contact's list and the events call it notes. */
  description: string | null
  address: string | null
  meetingLocationType: string | null
  source: string
  startAt: Date
  endAt: Date
  /** RFC 5545; null unless it repeats. */
  rrule: string | null
  /** When each of the series begins; null unless it repeats. */
  instanceStarts: Date[] | null
  /** The series that this is one of. */
  masterId: string | null
  createdAt: Date
  updatedAt: Date
}

/** The id of one of a series: whose, when, and how many seconds. */
export function instanceId(master: Pick<Appointment, 'id' | 'startAt' | 'endAt'>, startAt: Date): string {
  return `${master.id}_${startAt.getTime()}_${(master.endAt.getTime() - master.startAt.getTime()) / 1000}`
}

const INSTANCE_ID = /^([0-9A-Za-z]{1,50})_(\d{1,15})_\d{1,9}$/

/** The series and the moment that an instance's id names; undefined for any other id. */
export function readInstanceId(id: string): { masterId: string; startAt: Date } | undefined {
  const [, masterId, startMs] = INSTANCE_ID.exec(id) ?? []
  const startAt = new Date(Number(startMs))
  return masterId === undefined || Number.isNaN(startAt.getTime()) ? undefined : { masterId, startAt }
}

/** One of a series, as an appointment by itself. */
export function instanceOf(master: Appointment, startAt: Date): Appointment {
  const endAt = new Date(startAt.getTime() + master.endAt.getTime() - master.startAt.getTime())
  return { ...master, id: instanceId(master, startAt), masterId: master.id, instanceStarts: null, startAt, endAt }
}
