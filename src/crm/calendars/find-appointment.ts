import type { Sql } from '../../lib/database.ts'
import type { OperationContext } from '../operation.ts'
import { notFound } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import type { Work } from '../work.ts'
import { type Appointment, instanceId, instanceOf, readInstanceId } from './appointment.ts'
import { findAppointment, lockAppointment } from './appointment-store.ts'

/** An appointment, and where it is one of a series that has no row of its own: that series, locked with it. */
export interface LockedAppointment {
  appointment: Appointment
  series?: Appointment
}

/** The account's appointment or one of a series; the 404 that another account's, a deleted and a made-up id share. */
export async function requireAppointment(db: Sql, context: OperationContext, id: string): Promise<Appointment> {
  const found = await resolve(id, one => findAppointment(db, context.accountId, one))
  if (found === undefined) throw notFound('Appointment', id)
  return found.appointment
}

/** As requireAppointment, and nobody else changes it until the transaction ends. */
export async function requireLockedAppointment(work: Work, id: string): Promise<LockedAppointment> {
  const found = await lockIfThere(work, id)
  if (found === undefined) throw notFound('Appointment', id)
  return found
}

/** As requireLockedAppointment, but undefined where there is none. */
export async function lockIfThere({ db, context }: Work, id: string): Promise<LockedAppointment | undefined> {
  return await resolve(id, one => lockAppointment(db, context.accountId, one))
}

async function resolve(
  id: string,
  read: (id: string) => Promise<Appointment | undefined>,
): Promise<LockedAppointment | undefined> {
  const instance = readInstanceId(id)
  if (!isWireId(id) && instance === undefined) return undefined
  // The series before one of it: two who change different ones of a series wait for each other, not both ways round.
  const series = instance && (await read(instance.masterId))
  const appointment = await read(id)
  if (appointment !== undefined) return { appointment }
  if (series === undefined || instance === undefined) return undefined
  const startMs = instance.startAt.getTime()
  const isThere = series.instanceStarts?.some(at => at.getTime() === startMs) ?? false
  if (!isThere || instanceId(series, instance.startAt) !== id) return undefined
  return { appointment: instanceOf(series, instance.startAt), series }
}
