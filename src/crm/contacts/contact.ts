/** The channels that a contact can be silent on. */
export const CHANNELS = ['Call', 'Email', 'SMS', 'WhatsApp', 'GMB', 'FB'] as const

export interface ChannelSetting {
  status: string
  message?: string
  code?: string
}

/** Plain text of a contact by its name on the wire; the value is the column that holds it. */
export const TEXT_COLUMNS = {
  firstName: 'first_name',
  lastName: 'last_name',
  name: 'name',
  email: 'email',
  phone: 'phone',
  companyName: 'company_name',
  address1: 'address1',
  city: 'city',
  state: 'state',
  country: 'country',
  postalCode: 'postal_code',
  website: 'website',
  timezone: 'timezone',
  source: 'source',
  gender: 'gender',
  assignedTo: 'assigned_to',
} as const

export type TextField = keyof typeof TEXT_COLUMNS
export const TEXT_FIELDS = Object.keys(TEXT_COLUMNS) as TextField[]

/** A person that an account does business with. Text that nobody gave is null. */
export interface Contact extends Record<TextField, string | null> {
  id: string
  type: string
  /** YYYY-MM-DD: a birthday has no time zone. */
  dateOfBirth: string | null
  dnd: boolean
  dndSettings: Record<string, ChannelSetting>
  inboundDndSettings: Record<string, ChannelSetting>
  /** Lower case, each once, in the order they came. */
  tags: string[]
  /** By the id of the custom field. */
  customValues: Record<string, unknown>
  followers: string[]
  businessId: string | null
  createdAt: Date
  updatedAt: Date
}

/** A contact about which nothing is known yet. */
export function blankContact(id: string, now: Date): Contact {
  const text = Object.fromEntries(TEXT_FIELDS.map(field => [field, null])) as Record<TextField, null>
  return {
    ...text,
    id,
    type: 'lead',
    dateOfBirth: null,
    dnd: false,
    dndSettings: {},
    inboundDndSettings: {},
    tags: [],
    customValues: {},
    followers: [],
    businessId: null,
    createdAt: now,
    updatedAt: now,
  }
}
