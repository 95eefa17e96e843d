/** Who calls with a token: the account it opens, what it may do there, and by which integration. */
export interface Principal {
  accountId: string
  accountKind: 'agency' | 'location'
  /** The account's 20-character id on the wire. */
  wireId: string
  /** The wire id of the agency above a location; the account's own for an agency. */
  companyId: string
  integrationId: string
  tokenId: string
  scopes: ReadonlySet<string>
  /** When this very secret stops working; undefined when no end is set. */
  endsAt?: Date
  /** True for the old secret of a running rotation: callers are told its end. */
  isRetiring: boolean
}
