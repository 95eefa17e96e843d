/** Where an action came from, for the audit log. */
export interface Origin {
  ip?: string
  userAgent?: string
}

/** Who acts: a person, a token on its own account, the operator at the machine, or the server's timer. */
export type Actor = { origin: Origin } & (
  | {
      kind: 'user'
      userId: string
      name: string
      email: string
      /** When they last proved who they are, where they act by a session. */
      provenAt?: Date
    }
  | {
      kind: 'token'
      accountId: string
      integrationId: string
      tokenId: string
      name: string
      scopes: ReadonlySet<string>
    }
  | { kind: 'operator'; name: string }
  | { kind: 'system' }
)

/** What is kept of an actor in audit entries and as `createdBy`. */
export interface ActorRecord {
  kind: Actor['kind']
  id?: string
  name: string
}

/** The lasting record of an actor: kind, id and name, without origin or scopes. */
export function recordOf(actor: Actor): ActorRecord {
  switch (actor.kind) {
    case 'user':
      return { kind: 'user', id: actor.userId, name: actor.name }
    case 'token':
      return { kind: 'token', id: actor.integrationId, name: actor.name }
    case 'operator':
      return { kind: 'operator', name: actor.name }
    case 'system':
      return { kind: 'system', name: 'Referins' }
  }
}
