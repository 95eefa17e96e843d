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
  /** Since when this is the old secret of a running rotation: its callers are told so, and its end. */
  retiringSince?: Date
}
