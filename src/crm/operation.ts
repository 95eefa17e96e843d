import type { TSchema } from 'typebox'
import type { Principal } from '../domain/principal.ts'
import type { Sql } from '../lib/database.ts'

/** A change told to the outside: `type` and `body` as the published event documents have them. */
export interface WireEvent {
  type: string
  body: Record<string, unknown>
}

/** One transaction on the account's rows. What is published commits with the change or not at all. */
export interface CrmTransaction {
  db: Sql
  publish(...events: readonly WireEvent[]): Promise<void>
}

/** What an operation is handed: for whom it acts, the time, and the account's rows. */
export interface OperationContext {
  principal: Principal
  /** The account acted on. For an agency's token it is the location that the request names. */
  accountId: string
  /** Its id on the wire. */
  locationId: string
  companyId: string
  /** Where API v2.0 answers, without a slash at the end: for addresses that a reply names. */
  apiUrl: string
  now: Date
  read<T>(work: (db: Sql) => Promise<T>): Promise<T>
  transact<T>(work: (tx: CrmTransaction) => Promise<T>): Promise<T>
  nextWireId(): string
}

/** The parsed parts of a request, after they passed the operation's schemas. */
export interface OperationInput {
  // oxlint-disable-next-line typescript/no-explicit-any -- typed by each operation through its schemas (Static<typeof Body>)
  params: any
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  query: any
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  body: any
}

/** Where a request names its location; `token` when it names none and the token's own account is meant. */
export type LocationSource =
  | 'token'
  | 'params.locationId'
  | 'query.locationId'
  | 'query.location_id'
  | 'body.locationId'

/** One operation of API v2.0 as a row of the route table: everything access control needs stands in it. */
export interface Operation {
  /** The operationId of the published document. */
  id: string
  module: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path below the API's base with `:name` parameters, without a trailing slash: `/contacts/:contactId`. */
  path: string
  scope: string
  /** The documented success status. */
  status: 200 | 201
  locationFrom: LocationSource
  /** Where the live service answers a request without a location by another status than 422. */
  missingLocationStatus?: 400
  /** True where the documents let an agency's token in; it then acts on the location that the request names. */
  isOpenToAgencies?: boolean
  params?: TSchema
  /** Query values arrive as text and are coerced to the schema's types. */
  query?: TSchema
  /** Objects must carry `additionalProperties: false`: an unknown property is refused with 422. */
  body?: TSchema
  run(context: OperationContext, input: OperationInput): Promise<object>
}
