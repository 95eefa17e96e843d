import { Type } from 'typebox'
import type { Contract } from './contract.ts'
import { ActorRecord, CLOSED, idOf, Moment, NewEmail, RoleName } from './fields.ts'
import { PermissionChanges } from './members.ts'

/** A way into an account, for one e-mail address. */
export const Invite = Type.Object(
  {
    id: idOf('inv'),
    email: Type.String(),
    role: RoleName,
    overrides: Type.Record(Type.String(), Type.Enum(['allow', 'deny'])),
    createdBy: ActorRecord,
    createdAt: Moment,
    expiresAt: Moment,
  },
  CLOSED,
)

const Link = Type.Optional(
  Type.String({ description: 'Shown this once. Hand it over yourself; whoever opens it first uses it up.' }),
)

export const LIST_INVITES = {
  id: 'listInvites',
  summary: 'The open invites of an account',
  status: 200,
  reply: Type.Object({ items: Type.Array(Invite) }, CLOSED),
  problems: ['account_not_found'],
} as const satisfies Contract

export const CREATE_INVITE = {
  id: 'createInvite',
  summary: 'Invite somebody by a link that is good once and for 24 hours',
  status: 201,
  body: Type.Object(
    {
      email: NewEmail,
      role: RoleName,
      permissions: Type.Optional(PermissionChanges),
    },
    CLOSED,
  ),
  reply: Type.Object({ invite: Invite, link: Link, secretShown: Type.Optional(Type.Boolean()) }, CLOSED),
  problems: ['account_not_found', 'member_exists', 'permission_exceeds_own', 'reauthentication_required'],
} as const satisfies Contract

export const REVOKE_INVITE = {
  id: 'revokeInvite',
  summary: 'Take an open invite back',
  status: 204,
  problems: ['account_not_found', 'invite_not_found', 'reauthentication_required'],
} as const satisfies Contract

export const CREATE_PASSWORD_RESET = {
  id: 'createPasswordReset',
  summary: 'A link by which a member sets a new password, good once and for 24 hours; a second factor stays',
  status: 201,
  reply: Type.Object({ link: Link, expiresAt: Moment, secretShown: Type.Optional(Type.Boolean()) }, CLOSED),
  problems: ['account_not_found', 'member_not_found', 'permission_exceeds_own', 'reauthentication_required'],
} as const satisfies Contract

export const CREATE_EMAIL_LINK = {
  id: 'createEmailLink',
  summary: 'A link by which a member’s e-mail address becomes another, good once and for 24 hours',
  status: 201,
  body: Type.Object({ email: NewEmail }, CLOSED),
  reply: Type.Object({ link: Link, expiresAt: Moment, secretShown: Type.Optional(Type.Boolean()) }, CLOSED),
  problems: ['account_not_found', 'member_not_found', 'permission_exceeds_own', 'reauthentication_required'],
} as const satisfies Contract

export const ADD_LOCATION = {
  id: 'addLocation',
  summary: 'Add a location below an agency; the agency’s admins become its admins',
  status: 201,
  body: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 120 }),
      timezone: Type.Optional(Type.String({ minLength: 1, maxLength: 60, examples: ['Europe/Berlin'] })),
    },
    CLOSED,
  ),
  reply: Type.Object(
    {
      account: Type.Object(
        {
          id: idOf('acc'),
          kind: Type.Enum(['agency', 'location']),
          name: Type.String(),
          locationId: Type.Union([Type.String(), Type.Null()]),
          timezone: Type.String(),
        },
        CLOSED,
      ),
    },
    CLOSED,
  ),
  problems: ['account_not_found', 'last_admin', 'reauthentication_required'],
} as const satisfies Contract
