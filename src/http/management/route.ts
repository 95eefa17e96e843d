import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Contract } from '../../contract/contract.ts'
import type { Actor } from '../../domain/actor.ts'
import type { Permission } from '../../domain/permission.ts'
import type { FieldFault } from '../../domain/problem.ts'
import type { Caller } from '../caller.ts'
import type { Services } from '../services.ts'

/**
 * Who may call: `anyone`; any known `caller`; a signed-in `person`; a member or token of the `account`, by permission or
 * scope; a `token` on itself. A permission is checked by the action, in its transaction; a scope already at the door.
 */
export interface May {
  who: 'anyone' | 'caller' | 'person' | 'account' | 'token'
  permission?: Permission | 'member'
  /** Absent: no token may call it. */
  scope?: string
}

type StaticOf<Schema> = Schema extends TSchema ? Static<Schema> : undefined
type Part<C, Name extends string> = C extends Record<Name, infer Schema> ? StaticOf<Schema> : undefined

/** What a handler is called with, read and checked. */
export interface Call<C extends Contract> {
  services: Services
  /** With an Idempotency-Key its `transact` claims the key: handlers use these and no other. */
  deps: Services['deps']
  request: FastifyRequest
  reply: FastifyReply
  /** Absent for `anyone`. */
  caller: Caller | undefined
  params: {
    accountId: string
    integrationId: string
    importId: string
    userId: string
    notificationId: string
    sessionId: string
    passkeyId: string
    roleId: string
    inviteId: string
    apiKeyId: string
    endpointId: string
    deliveryId: string
  }
  query: Part<C, 'query'>
  body: Part<C, 'body'>
  ifVersion: number | undefined
}

/** Calls one action and presents what it gives. Nothing is decided here. */
export interface Handler<C extends Contract, Result> {
  contract: C
  run(call: Call<C>): Promise<Result>
  present(result: Result, call: Call<C>): Part<C, 'reply'>
  /** What else is wrong with a body that does not fit its schema, so that all of it stands in one answer. */
  faultsOf?(body: unknown, now: Date): FieldFault[]
}

/** A handler whose result nobody but itself needs to know. */
// biome-ignore lint/suspicious/noExplicitAny: the table holds handlers of every contract
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyHandler = Handler<any, any>

/** One line of the route table. */
export interface Route {
  /** Method and path below /api. */
  on: string
  may: May
  handler: AnyHandler
}

/** Ties contract, run and present together, so that a reply that breaks its contract does not compile. */
export function handle<C extends Contract, Result>(
  contract: C,
  parts: Omit<Handler<C, Result>, 'contract'>,
): Handler<C, Result> {
  return { contract, ...parts }
}

/** Who acts. Only for routes that ask for a caller. */
export function actorOf(call: { caller: Caller | undefined }): Actor {
  if (call.caller === undefined) throw new Error('a public route has no actor')
  return call.caller.actor
}
