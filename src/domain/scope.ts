/** One thing a token may be allowed to do, in words an admin understands. */
export interface Scope {
  scope: string
  group: string
  label: string
  sentence: string
  access: 'read' | 'write'
  /** True where misuse hurts: personal data in bulk, deletion, power over other tokens. */
  sensitive: boolean
  /** Webhook events that may be subscribed to with it. */
  events: readonly string[]
  /** Absent = both kinds of accounts. */
  onlyFor?: 'location' | 'agency'
}

type Row = [scope: string, label: string, sentence: string, ...flags: ('sensitive' | 'location')[]]

const CONTACT_EVENTS = ['Create', 'Update', 'Delete', 'TagUpdate', 'DndUpdate'].map(change => `Contact${change}`)
const EVENTS: Record<string, readonly string[]> = {
  'contacts.readonly': [
    ...CONTACT_EVENTS,
    ...['NoteCreate', 'NoteUpdate', 'NoteDelete', 'TaskCreate', 'TaskComplete', 'TaskDelete'],
  ],
  'opportunities.readonly': [
    'Create',
    'Update',
    'Delete',
    'StageUpdate',
    'StatusUpdate',
    'MonetaryValueUpdate',
    'AssignedToUpdate',
  ].map(change => `Opportunity${change}`),
  'calendars/events.readonly': ['AppointmentCreate', 'AppointmentUpdate', 'AppointmentDelete'],
  'locations.readonly': ['LocationCreate', 'LocationUpdate'],
  'users.readonly': ['UserCreate'],
}

const GROUPS: Record<string, Row[]> = {
  Contacts: [
    ['contacts.readonly', 'View contacts', 'See contacts with their notes, tasks and tags.', 'location'],
    [
      'contacts.write',
      'Edit contacts',
      'Create, change and delete contacts, notes, tasks and tags.',
      'sensitive',
      'location',
    ],
  ],
  Opportunities: [
    ['opportunities.readonly', 'View opportunities', 'See opportunities and pipelines.', 'location'],
    ['opportunities.write', 'Edit opportunities', 'Create, change and delete opportunities.', 'location'],
  ],
  Calendars: [
    ['calendars.readonly', 'View calendars', 'See calendars and their free slots.', 'location'],
    ['calendars.write', 'Edit calendars', 'Create, change and delete calendars.', 'location'],
    ['calendars/events.readonly', 'View appointments', 'See appointments, blocked times and their notes.', 'location'],
    [
      'calendars/events.write',
      'Edit appointments',
      'Book, change and delete appointments and blocked times.',
      'location',
    ],
    ['calendars/groups.readonly', 'View calendar groups', 'See the groups that calendars are sorted into.', 'location'],
    ['calendars/groups.write', 'Edit calendar groups', 'Create, change and delete calendar groups.', 'location'],
  ],
  Locations: [
    ['locations.readonly', 'View locations', 'See the company profile and time zones.'],
    ['locations/tags.readonly', 'View tags', 'See the tags that contacts can carry.', 'location'],
    ['locations/tags.write', 'Edit tags', 'Create, rename and delete tags.', 'location'],
    ['locations/tasks.readonly', 'Search tasks', 'See the tasks of all contacts.', 'location'],
    ['locations/customFields.readonly', 'View custom fields', 'See which custom fields exist.', 'location'],
    ['locations/customFields.write', 'Edit custom fields', 'Create, change and delete custom fields.', 'location'],
    ['locations/customValues.readonly', 'View custom values', 'See the account’s custom values.', 'location'],
    ['locations/customValues.write', 'Edit custom values', 'Create, change and delete custom values.', 'location'],
  ],
  Users: [['users.readonly', 'View users', 'See the names and e-mail addresses of the people in the account.']],
  Businesses: [
    ['businesses.readonly', 'View businesses', 'See the companies that contacts work for.', 'location'],
    ['businesses.write', 'Edit businesses', 'Create, change and delete companies.', 'location'],
  ],
  'Private integrations': [
    ['private-integrations.self', 'Rotate its own token', 'Replace its own secret, so that a pipeline can rotate it.'],
    [
      'private-integrations.readonly',
      'View private integrations',
      'See the account’s integrations, never their secrets.',
    ],
    [
      'private-integrations.write',
      'Manage private integrations',
      'Create, change, rotate and delete integrations, with no more scopes than it holds itself.',
      'sensitive',
    ],
  ],
}

/** Every scope there is, in the order of the picker. */
export const SCOPES: readonly Scope[] = Object.entries(GROUPS).flatMap(([group, rows]) =>
  rows.map(row => toScope(group, row)),
)

/** The scopes an account of this kind can grant. */
export function scopesFor(kind: 'agency' | 'location'): Scope[] {
  return SCOPES.filter(scope => scope.onlyFor === undefined || scope.onlyFor === kind)
}

function toScope(group: string, [scope, label, sentence, ...flags]: Row): Scope {
  return {
    scope,
    group,
    label,
    sentence,
    access: scope.endsWith('.readonly') ? 'read' : 'write',
    sensitive: flags.includes('sensitive'),
    events: EVENTS[scope] ?? [],
    ...(flags.includes('location') ? { onlyFor: 'location' as const } : {}),
  }
}
